import type { Socket } from 'node:net';
import type { Cursor } from '../../src/wire/cursor.js';
import type { StreamEncoding } from '../broadcaster.js';

/** Takes one message into the history. */
export type Publish = (payload: Buffer) => void;

/** What becomes of one message on one connection: it is written whole, not at all, or half before the connection ends. */
export type Fate = 'whole' | 'omitted' | 'cut';

/** What becomes of one request: it is served, never answered, or answered 200 with a page instead of what it asked for. */
export type Treatment = 'served' | 'ignored' | 'mislabelled';

/**
 * One way in which a server is wrong. A flaw has a method for each place where it steps in, in the order in which a message passes them;
 * a server without flaws has none of these places.
 */
export interface Flaw {
  /** Stands between the publisher and the history. */
  wrapPublish?(next: Publish): Publish;
  /** Has `give` called later: the echo of a client's own message. */
  delayEcho?(give: () => boolean): void;
  /** Changes how messages and notices become bytes; streams only. */
  wrapEncoding?(encoding: StreamEncoding): StreamEncoding;
  /** @param replay the connection is being sent what it missed */
  decideFate?(id: number, connection: number, replay: boolean): Fate;
  /** Sees each client connection once, before its first request is served; connections count from 1. */
  meetConnection?(socket: Socket, connection: number): void;
  treatRequest?(connection: number): Treatment;
  /** One more header in every answer to a client. */
  readonly extraHeader?: readonly [name: string, value: string];
  /** Where a resuming client is sent on from instead of its own cursor; undefined: as if it had none. */
  replaceCursor?(cursor: Cursor): Cursor | undefined;
  /** The server listens. */
  start?(): void;
  /** Lets go of timers. */
  stop?(): void;
}
