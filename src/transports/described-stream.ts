import { MessageFinder } from './message-finder.js';
import type { ConnectionHandlers, ConnectRequest, DescribedServer, TransportContext } from './transport.js';

/** What the connections to a server that is not ours have in common, whatever the transport: finding and handing on messages. */
export class DescribedStream {
  readonly described: DescribedServer;
  readonly finder: MessageFinder;
  /** Messages due before this instant are replay; −Infinity on a first connection. */
  readonly #replayBeforeUs: number;

  constructor({ described, clock }: TransportContext, { cursor }: ConnectRequest) {
    if (described === undefined) throw new Error('a target without a description');
    this.described = described;
    this.finder = new MessageFinder(described);
    this.#replayBeforeUs = cursor === undefined ? Number.NEGATIVE_INFINITY : clock.nowUs();
  }

  deliver(head: string, handlers: ConnectionHandlers): void {
    const { finder, described } = this;
    const dueUs = finder.dueUsOf(head);
    handlers.onMessage(head, described.payloadBytes, dueUs !== undefined && dueUs < this.#replayBeforeUs);
  }
}
