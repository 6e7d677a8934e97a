import { expectStorm } from '../analysis/storm/fit/expect-storm.js';
import { predictAttempts } from '../analysis/storm/predicted-attempts.js';
import { listStormRows } from '../analysis/storm/storm.js';
import { collectReapings } from '../analysis/summaries/half-open.js';
import { mergeSendLag } from '../analysis/summaries/ledger.js';
import { mergeEchoHistograms } from '../analysis/summaries/summarise-echo.js';
import { mergePhases, summariseTrial, type TrialSummary } from '../analysis/summaries/summarise-trial.js';
import type { Measurement } from '../metrics/measurement.js';
import { measuredPhases } from '../metrics/phases.js';
import { SequenceSet } from '../metrics/sequence-set.js';
import { assignCohorts } from '../scenario/assign-cohorts.js';
import { foreseePatienceUs } from '../scenario/foresee-noticing.js';
import type { Scenario, Trial } from '../scenario/scenario.js';
import { lookUpDueTimes } from '../schedule/due-times.js';
import { createPollGrid, nextPollUs } from '../schedule/poll-grid.js';
import type { ClientRow, EchoRow, HistogramsFile, PublisherFile, TrialResult } from '../storage/result.js';
import type { RunWriter } from '../storage/write-run.js';
import { listIntervals } from './list-intervals.js';

/** Sums up a trial and writes it, with its rows and histograms, into the run's folder. */
export async function storeTrial(
  trial: Trial,
  measurement: Measurement,
  writer: RunWriter,
): Promise<TrialResult> {
  const { scenario } = trial;
  const { ratePerSecond, arrivals } = scenario.publish;
  const schedule = measurement.publishing && {
    originUs: measurement.publishing.originUs,
    endUs: measurement.publishing.endUs,
    ratePerSecond,
    arrivals,
    seed: scenario.seed,
  };
  const summary = summariseTrial(trial, measurement, lookUpDueTimes(schedule));
  await writer.addTrial(summary.result, {
    storm: listStormRows(measurement.activity, predictStorm(trial, measurement), {
      load: measurement.load,
      expected: expectStorm(trial, measurement)?.attempts,
    }),
    clients: listClients(summary, measurement.originUs),
    histograms: listHistograms(measurement),
    intervals: listIntervals(trial, measurement, writer.result.run.startedAt),
    publisher: describePublisher(summary, measurement),
    echoes: listEchoes(summary),
  });
  return summary.result;
}

function predictStorm({ scenario }: Trial, { faults, phases }: Measurement): ReadonlyMap<number, number> {
  // Only short-poll clients do not notice a loss at once: they see it at their next poll.
  const grid = createPollGrid(scenario.seed, scenario.poll.periodUs, 0);
  return predictAttempts({
    seed: scenario.seed,
    clients: scenario.clients.count,
    processes: scenario.server.processes,
    reconnect: scenario.reconnect,
    ...listPolicies(scenario),
    faults,
    endUs: phases.at(-1)?.endUs ?? 0,
    serverRetryUs:
      scenario.transport === 'sse' && scenario.target === undefined ? scenario.server.retryUs : undefined,
    noticeAtUs:
      scenario.transport === 'short-poll' ? (client, lossUs) => nextPollUs(grid, client, lossUs) : undefined,
    patienceUs: foreseePatienceUs(scenario),
  });
}

/** Nothing when all clients come back by the same policy. */
function listPolicies(scenario: Scenario): Pick<Parameters<typeof predictAttempts>[0], 'reconnectOf'> {
  const { cohorts = [] } = scenario.clients;
  if (cohorts.every(({ reconnect }) => reconnect === undefined)) return {};
  const assigned = assignCohorts(scenario);
  return { reconnectOf: (client) => cohorts[assigned[client] ?? -1]?.reconnect };
}

function listClients({ account }: TrialSummary, originUs: number): ClientRow[] {
  return account.clients.map(({ ledger, firstDue, expected, delivered, lost }) => ({
    client: ledger.client,
    subscribedAtUs: ledger.subscribedAtUs === null ? null : ledger.subscribedAtUs - originUs,
    firstDue,
    expected,
    delivered,
    lost: lost.size,
    duplicate: ledger.duplicate,
    outOfOrder: ledger.outOfOrder,
    recovered: ledger.recovered,
    lostSequences: lost.toString(),
    connections: ledger.connections,
    attempts: ledger.attempts,
    delays: ledger.delays,
    delayDigest: ledger.delayDigest,
  }));
}

function listEchoes({ echoAccounts }: TrialSummary): EchoRow[] {
  return echoAccounts.map(({ ledger, sent, lost }) => ({
    client: ledger.client,
    due: ledger.due,
    sent,
    returned: ledger.returns,
    lost: lost.size,
    duplicate: ledger.duplicate,
    outOfOrder: ledger.outOfOrder,
    lostSequences: lost.toString(),
  }));
}

function listHistograms(measurement: Measurement): HistogramsFile {
  const { load, publishLog } = measurement;
  const histograms: HistogramsFile['histograms'] = {
    delivery: mergePhases(load, measuredPhases).encode(),
    sendLag: mergeSendLag(publishLog, measuredPhases).encode(),
  };
  if (load.echo !== undefined) {
    histograms.echo = mergeEchoHistograms(measurement, 'echo').encode();
    histograms.echoLag = mergeEchoHistograms(measurement, 'echoLag').encode();
  }
  const reaped = collectReapings(measurement);
  if (reaped.count > 0) histograms.reaped = reaped.encode();
  for (const [name, histogram] of load.histograms)
    if (histogram.count > 0) histograms[name] = histogram.encode();
  return { unit: 'us', encoding: 'HdrHistogram V2 compressed base64', histograms };
}

function describePublisher({ account }: TrialSummary, { publishLog }: Measurement): PublisherFile {
  const ranges = (bounds: readonly number[]): string => SequenceSet.fromBounds(bounds).toString();
  return {
    due: publishLog.due,
    gapDigest: publishLog.gapDigest,
    sent: ranges(publishLog.sent),
    acknowledged: ranges(publishLog.acknowledged),
    refused: ranges(publishLog.refused),
    unconfirmed: ranges(publishLog.unconfirmed),
    accepted: account.accepted.toString(),
  };
}
