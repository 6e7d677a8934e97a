import { emptyByteSplit } from '../../metrics/byte-split.js';
import { hostClock } from '../../system/clock.js';
import { DueQueue } from '../../system/due-queue.js';
import { encodeEnvelope } from '../../wire/envelope.js';
import { createTransport } from '../create-transport.js';
import type { Connection, Transport, TransportContext, TransportName } from '../transport.js';
import { RecordingHandlers } from './recording-handlers.js';

export interface Opened {
  readonly handlers: RecordingHandlers;
  readonly connection: Connection;
}

/** A transport with real sockets and a real clock, and everything it opened. */
export class TransportRig {
  readonly context: TransportContext;
  readonly transport: Transport;
  readonly opened: Opened[] = [];

  constructor(name: TransportName, url: string, settings: Partial<TransportContext> = {}) {
    this.context = {
      url,
      clock: hostClock,
      due: new DueQueue(hostClock),
      bytes: emptyByteSplit(),
      connectTimeoutUs: 5_000_000,
      poll: {
        periodUs: 20_000,
        originUs: hostClock.nowUs(),
        phaseUs: (client) => (client * 7919) % 20_000,
      },
      holdUs: 2_000_000,
      ...settings,
    };
    this.transport = createTransport(name, this.context);
  }

  open(cursor?: string, localAddress?: string): Opened {
    const handlers = new RecordingHandlers();
    const request = { client: this.opened.length, cursor, localAddress };
    const opened = { handlers, connection: this.transport.connect(request, handlers) };
    this.opened.push(opened);
    return opened;
  }

  /** Ends what is open and waits until all bytes are counted. */
  async finish(): Promise<void> {
    for (const { connection } of this.opened) connection.close('close');
    await this.transport.settle(2000);
    this.context.due.clear();
  }

  get violations(): string[] {
    return this.opened.flatMap(({ handlers }) => handlers.violations);
  }
}

/** A payload as the publisher makes them. */
export function makePayload(sequence: number, payloadBytes: number): string {
  return encodeEnvelope({ tag: '0badcafe', sequence, dueUs: 1 }, payloadBytes);
}
