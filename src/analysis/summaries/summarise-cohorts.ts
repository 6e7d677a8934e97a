import { cohortHistogram } from '../../metrics/cohort-histogram.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { Measurement } from '../../metrics/measurement.js';
import { describePolicy } from '../../reconnect/describe-policy.js';
import { otherClients } from '../../scenario/assign-cohorts.js';
import type { CohortSettings } from '../../scenario/cohort-schema.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { CohortResult } from '../../storage/result.js';
import type { ClientAccount } from './ledger.js';

/** The figures of each cohort and, last, of the clients of none; undefined when all clients are alike. */
export function summariseCohorts(
  { clients, reconnect }: Scenario,
  { load }: Measurement,
  accounts: readonly ClientAccount[],
): CohortResult[] | undefined {
  if (clients.cohorts === undefined) return undefined;
  const rest: Pick<CohortSettings, 'name' | 'readBytesPerSecond' | 'pause' | 'reconnect'> = {
    name: otherClients,
    readBytesPerSecond: undefined,
    pause: undefined,
    reconnect: undefined,
  };
  return [...clients.cohorts, rest].map((cohort) => {
    const own = accounts.filter(({ ledger }) => ledger.cohort === cohort.name);
    const histogram = load.histograms.get(cohortHistogram(cohort.name)) ?? new LatencyHistogram();
    return {
      name: cohort.name,
      clients: own.length,
      readBytesPerSecond: cohort.readBytesPerSecond ?? null,
      pausedUs: cohort.pause?.forUs ?? 0,
      reconnect: describePolicy(cohort.reconnect ?? reconnect),
      ledger: sumLedger(own),
      deliveryLatencyUs: histogram.summarise(),
      disconnected: sumOf(own, countLosses),
      attempts: sumOf(own, ({ ledger }) => ledger.attempts),
    };
  });
}

/** Every connection that subscribed was lost but the one that was there at the end. */
function countLosses({ ledger }: ClientAccount): number {
  return ledger.connections - (ledger.presentAtEnd ? 1 : 0);
}

function sumLedger(accounts: readonly ClientAccount[]): CohortResult['ledger'] {
  return {
    expected: sumOf(accounts, ({ expected }) => expected),
    delivered: sumOf(accounts, ({ delivered }) => delivered),
    lost: sumOf(accounts, ({ lost }) => lost.size),
    duplicate: sumOf(accounts, ({ ledger }) => ledger.duplicate),
    outOfOrder: sumOf(accounts, ({ ledger }) => ledger.outOfOrder),
    recovered: sumOf(accounts, ({ ledger }) => ledger.recovered),
  };
}

function sumOf(accounts: readonly ClientAccount[], read: (account: ClientAccount) => number): number {
  return accounts.reduce((sum, account) => sum + read(account), 0);
}
