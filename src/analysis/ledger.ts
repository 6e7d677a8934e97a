import type { EncodedLedger } from '../metrics/client-ledger.js';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { EncodedPublishLog } from '../metrics/publish-log.js';
import { SequenceSet } from '../metrics/sequence-set.js';

/** What became of the published messages, at the publisher and at every client. */
export interface LedgerAccount {
  readonly publisher: {
    readonly due: number;
    readonly sent: number;
    readonly acknowledged: number;
    readonly refused: number;
    readonly unconfirmed: number;
    readonly evidenced: number;
  };
  /** Messages the server accepted: acknowledged, or unanswered but delivered to some client. */
  readonly accepted: SequenceSet;
  /** Deliveries, over all clients, of messages that the publisher says it never sent or saw refused. */
  readonly unexplained: number;
  readonly clients: readonly ClientAccount[];
}

export interface ClientAccount {
  readonly ledger: EncodedLedger;
  readonly firstDue: number | null;
  readonly expected: number;
  readonly delivered: number;
  readonly lost: SequenceSet;
}

/**
 * Balances the publisher's log against the clients' ledgers. The messages due to a client are those the server accepted
 * and that fell due after the client's first subscribed notice, together with whatever else it was given; so
 * expected = delivered + lost holds for each client because the two are disjoint and make up the due set.
 * @param firstDueAfter sequence number of the first message due at or after an instant of the host's clock
 */
export function balanceLedgers(
  log: EncodedPublishLog,
  ledgers: readonly EncodedLedger[],
  firstDueAfter: (instantUs: number) => number,
): LedgerAccount {
  const acknowledged = SequenceSet.fromBounds(log.acknowledged);
  const unconfirmed = SequenceSet.fromBounds(log.unconfirmed);
  const evidenced = findEvidenced(unconfirmed, ledgers);
  const accepted = SequenceSet.fromBounds(log.acknowledged);
  accepted.addAll(evidenced);
  return {
    publisher: {
      due: log.due,
      sent: SequenceSet.fromBounds(log.sent).size,
      acknowledged: acknowledged.size,
      refused: SequenceSet.fromBounds(log.refused).size,
      unconfirmed: unconfirmed.size,
      evidenced: evidenced.size,
    },
    accepted,
    unexplained: countUnexplained(log, ledgers),
    clients: ledgers.map((ledger) => balanceClient(ledger, accepted, firstDueAfter)),
  };
}

/** Publisher and clients keep their books apart; this is where they would contradict each other. */
function countUnexplained(log: EncodedPublishLog, ledgers: readonly EncodedLedger[]): number {
  const explained = SequenceSet.fromBounds(log.sent).without(SequenceSet.fromBounds(log.refused));
  return ledgers.reduce(
    (sum, ledger) => sum + SequenceSet.fromBounds(ledger.delivered).without(explained).size,
    0,
  );
}

/** Messages without an answer that reached a client: the server must have accepted them. */
function findEvidenced(unconfirmed: SequenceSet, ledgers: readonly EncodedLedger[]): SequenceSet {
  let nowhere = unconfirmed;
  for (const ledger of ledgers) {
    if (nowhere.size === 0) break;
    nowhere = nowhere.without(SequenceSet.fromBounds(ledger.delivered));
  }
  return unconfirmed.without(nowhere);
}

function balanceClient(
  ledger: EncodedLedger,
  accepted: SequenceSet,
  firstDueAfter: (instantUs: number) => number,
): ClientAccount {
  const delivered = SequenceSet.fromBounds(ledger.delivered);
  if (ledger.subscribedAtUs === null) {
    return {
      ledger,
      firstDue: null,
      expected: delivered.size,
      delivered: delivered.size,
      lost: new SequenceSet(),
    };
  }
  const firstDue = firstDueAfter(ledger.subscribedAtUs);
  const lost = accepted.without(delivered, firstDue);
  return { ledger, firstDue, expected: delivered.size + lost.size, delivered: delivered.size, lost };
}

/** Send lags of some phases together. */
export function mergeSendLag(log: EncodedPublishLog, phases: readonly string[]): LatencyHistogram {
  return LatencyHistogram.mergeEncoded(phases.flatMap((phase) => log.sendLag[phase] ?? []));
}
