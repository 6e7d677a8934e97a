import { SequenceSet } from './sequence-set.js';

/** What one simulated client received, message by message. */
export class ClientLedger {
  readonly delivered = new SequenceSet();
  /** First deliveries, counted one by one: the set can be held against it. */
  deliveries = 0;
  duplicate = 0;
  outOfOrder = 0;
  recovered = 0;

  /**
   * Takes in one received message.
   * @param replayed it came through a resume after a reconnect
   * @returns true when this is its first delivery; a second one counts as duplicate and nothing else
   */
  receive(sequence: number, replayed: boolean): boolean {
    const highest = this.delivered.highest;
    if (!this.delivered.add(sequence)) {
      this.duplicate++;
      return false;
    }
    this.deliveries++;
    if (sequence < highest) this.outOfOrder++;
    if (replayed) this.recovered++;
    return true;
  }

  encode(client: ClientFacts): EncodedLedger {
    return {
      ...client,
      delivered: this.delivered.toBounds(),
      deliveries: this.deliveries,
      duplicate: this.duplicate,
      outOfOrder: this.outOfOrder,
      recovered: this.recovered,
    };
  }
}

/** What a client knows of itself beside its messages. */
export interface ClientFacts {
  readonly client: number;
  /** Instant of the first subscribed notice on the host's clock; null when the client never got one. */
  readonly subscribedAtUs: number | null;
  /** Whether it was subscribed when the trial ended. */
  readonly presentAtEnd: boolean;
  readonly connections: number;
  readonly attempts: number;
  /** Delays that its reconnect policy gave it, and a digest over them. */
  readonly delays: number;
  readonly delayDigest: number;
  /** Name of its cohort, where clients are told apart by cohorts. */
  readonly cohort?: string | undefined;
}

/** A client's ledger on its way to the coordinator. */
export interface EncodedLedger extends ClientFacts {
  /** Bounds of the ranges of delivered sequence numbers. */
  readonly delivered: readonly number[];
  /** First deliveries, counted as they came. */
  readonly deliveries: number;
  readonly duplicate: number;
  readonly outOfOrder: number;
  readonly recovered: number;
}
