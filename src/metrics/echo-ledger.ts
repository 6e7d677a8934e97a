import { ClientLedger } from './client-ledger.js';
import { SequenceSet } from './sequence-set.js';

/** What one client sent and got back, message by message. */
export class EchoLedger {
  readonly #sent = new SequenceSet();
  readonly #returned = new ClientLedger();
  /** Messages that fell due; those not sent found the client without a connection. */
  due = 0;

  /** Sent and not back yet. */
  get missing(): number {
    return this.#sent.size - this.#returned.deliveries;
  }

  /** @param sent whether a connection took it */
  send(sequence: number, sent: boolean): void {
    this.due++;
    if (sent) this.#sent.add(sequence);
  }

  /** @returns true when it came back for the first time. */
  receive(sequence: number): boolean {
    return this.#returned.receive(sequence, false);
  }

  encode(client: number): EncodedEchoLedger {
    const { delivered, deliveries, duplicate, outOfOrder } = this.#returned;
    return {
      client,
      due: this.due,
      sent: this.#sent.toBounds(),
      returned: delivered.toBounds(),
      returns: deliveries,
      duplicate,
      outOfOrder,
    };
  }
}

/** A client's ledger of echoes on its way to the coordinator. Messages as bounds of ranges of sequence numbers. */
export interface EncodedEchoLedger {
  readonly client: number;
  readonly due: number;
  readonly sent: readonly number[];
  readonly returned: readonly number[];
  /** First returns, counted as they came: the set can be held against it. */
  readonly returns: number;
  readonly duplicate: number;
  readonly outOfOrder: number;
}
