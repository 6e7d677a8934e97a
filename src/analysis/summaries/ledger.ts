import type { EncodedLedger } from '../../metrics/client-ledger.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { EncodedPublishLog } from '../../metrics/publish-log.js';
import { SequenceSet } from '../../metrics/sequence-set.js';

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
  /** Clients whose account does not balance: expected ≠ delivered + lost. */
  readonly unbalanced: number;
  readonly clients: readonly ClientAccount[];
}

export interface ClientAccount {
  readonly ledger: EncodedLedger;
  readonly firstDue: number | null;
  /** Accepted messages due to the client, and deliveries beyond them. */
  readonly expected: number;
  /** Of the expected: what the client was given without its being due. */
  readonly beyondDue: number;
  /** First deliveries as the client counted them. */
  readonly delivered: number;
  readonly lost: SequenceSet;
}

/**
 * Balances the publisher's log against the clients' ledgers. Expected of a client are the messages that the server
 * accepted and that fell due after the client's first subscribed notice, and whatever it was given beyond them. That is
 * drawn from the log and the clock; deliveries are counted one by one as they come. So expected = delivered + lost is a
 * finding, not a definition: it fails when a delivery is counted that the ledger does not hold, or the other way round.
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
  const clients = ledgers.map((ledger) => balanceClient(ledger, accepted, firstDueAfter));
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
    unbalanced: clients.filter(({ expected, delivered, lost }) => expected !== delivered + lost.size).length,
    clients,
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
  const firstDue = ledger.subscribedAtUs === null ? null : firstDueAfter(ledger.subscribedAtUs);
  const due = firstDue === null ? new SequenceSet() : accepted.without(new SequenceSet(), firstDue);
  const given = SequenceSet.fromBounds(ledger.delivered);
  const beyondDue = given.without(due).size;
  return {
    ledger,
    firstDue,
    expected: due.size + beyondDue,
    beyondDue,
    delivered: ledger.deliveries,
    lost: due.without(given),
  };
}

/** Send lags of some phases together. */
export function mergeSendLag(log: EncodedPublishLog, phases: readonly string[]): LatencyHistogram {
  return LatencyHistogram.mergeEncoded(phases.flatMap((phase) => log.sendLag[phase] ?? []));
}
