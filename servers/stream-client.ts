import type { Socket } from 'node:net';
import type { AckAccount } from './ack-account.js';
import type { EndHow, ServedConnection } from './transport-server.js';

/**
 * - `replaying`: it is being sent the history, as fast as it reads; new messages reach it from there.
 * - `live`: it has everything and is sent each message as it is published.
 * - `skipping`: its buffer overflowed under the policy `drop` or `coalesce`, and messages pass it by.
 */
export type StreamState = 'replaying' | 'live' | 'skipping';

/** A subscriber of a stream transport, as the broadcaster sees it. */
export abstract class StreamClient implements ServedConnection {
  state: StreamState = 'replaying';
  /** Whether it agreed to get its messages compressed. */
  readonly compressed: boolean = false;
  /** Id of the last message written to it. */
  position = 0;
  /** What it has to acknowledge; undefined when it does not. */
  account: AckAccount | undefined;
  /** The room it is in; undefined when it is in none. */
  room: string | undefined;

  /** @param echoId the name by which it has its own messages echoed; undefined when it does not */
  constructor(
    readonly socket: Socket,
    readonly echoId: string | undefined = undefined,
  ) {}

  /** Whether a message may still be written: neither side has begun to close. */
  get isOpen(): boolean {
    return this.socket.writable;
  }

  abstract end(how: EndHow): void;

  /** Ends a connection whose reader is too slow, without waiting for it. */
  abstract cutOff(): void;
}
