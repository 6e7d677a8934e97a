import { decodeEnvelope, type Envelope, envelopeBytes, messageMarker } from '../wire/envelope.js';
import type { DescribedServer } from './transport.js';

/** What one frame, event or body held of ours. Reused: valid until the next one is searched. */
export interface FoundMessages {
  /** Envelopes in the order in which they stand there, canaries and other trials' included. */
  readonly heads: string[];
  /** How many of them are messages of this trial. */
  own: number;
  canaries: number;
}

const envelope: Envelope = { tag: '', sequence: 0, dueUs: 0 };
/** Characters of base64 that hold an envelope. */
const base64Characters = 4 * Math.ceil(envelopeBytes / 3);

/** Finds our messages in whatever a server that is not ours wraps them in: JSON, a batch, lines of its own. */
export class MessageFinder {
  readonly #described: DescribedServer;
  /** What to look for. Twelve bytes, so that in base64 they are whole groups and look the same whatever follows. */
  readonly #marks: readonly Buffer[];
  readonly #found: FoundMessages = { heads: [], own: 0, canaries: 0 };

  constructor(described: DescribedServer) {
    this.#described = described;
    const { encoding, tag, canaryTag } = described;
    this.#marks =
      encoding === 'plain'
        ? [Buffer.from(messageMarker)]
        : [tag, canaryTag].map((own) =>
            Buffer.from(Buffer.from(`${messageMarker}${own}`).toString('base64')),
          );
  }

  search(data: Buffer): FoundMessages {
    const found = this.#found;
    found.heads.length = 0;
    found.own = 0;
    found.canaries = 0;
    for (const mark of this.#marks) {
      for (let at = data.indexOf(mark); at >= 0; at = data.indexOf(mark, at + mark.length))
        this.#take(data, at);
    }
    return found;
  }

  /** When the message was due, on the publisher's clock; only for messages of this trial. */
  dueUsOf(head: string): number | undefined {
    return decodeEnvelope(head, this.#described.tag, envelope) ? envelope.dueUs : undefined;
  }

  #take(data: Buffer, at: number): void {
    const { encoding, tag, canaryTag } = this.#described;
    const head =
      encoding === 'plain'
        ? data.toString('latin1', at, at + envelopeBytes)
        : Buffer.from(data.toString('latin1', at, at + base64Characters), 'base64').toString(
            'latin1',
            0,
            envelopeBytes,
          );
    const found = this.#found;
    found.heads.push(head);
    if (decodeEnvelope(head, tag, envelope)) found.own++;
    else if (decodeEnvelope(head, canaryTag, envelope)) found.canaries++;
  }
}
