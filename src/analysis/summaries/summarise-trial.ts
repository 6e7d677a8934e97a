import { unaccountedBytes } from '../../metrics/byte-split.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { Measurement } from '../../metrics/measurement.js';
import type { MergedLoad } from '../../metrics/merge-snapshots.js';
import { measuredPhases, phaseNames } from '../../metrics/phases.js';
import { describePolicy } from '../../reconnect/describe-policy.js';
import type { Trial } from '../../scenario/scenario.js';
import type { DueTimes } from '../../schedule/due-times.js';
import type { TrialResult } from '../../storage/result.js';
import { listWarnings } from '../report/trial-warnings.js';
import { watchServerInStorm } from '../storm/fit/find-limits.js';
import { summariseFit } from '../storm/fit/summarise-fit.js';
import { summariseStorm } from '../storm/storm.js';
import { evaluateThresholds } from '../thresholds.js';
import { countAchieved } from '../validity/achieved-rate.js';
import { judgeValidity } from '../validity/validity.js';
import { countConnections } from './connection-counts.js';
import { summariseGenerator } from './generator-health.js';
import { summariseHalfOpen } from './half-open.js';
import { balanceLedgers, type LedgerAccount, mergeSendLag } from './ledger.js';
import { sumServerCost } from './server-cost.js';
import { sumOverflow } from './sum-overflow.js';
import { summariseClock } from './summarise-clock.js';
import { balanceEchoes, type EchoAccount, summariseEcho } from './summarise-echo.js';
import { summariseProxy } from './summarise-proxy.js';
import { summariseWire } from './summarise-wire.js';
import { countFurther, countMeasured, summariseWorkloads } from './summarise-workloads.js';

export interface TrialSummary {
  readonly result: TrialResult;
  readonly account: LedgerAccount;
  readonly echoAccounts: readonly EchoAccount[];
}

/** Sums up what a trial measured. Pure: the same measurement gives the same result. */
export function summariseTrial(trial: Trial, measurement: Measurement, dueTimes: DueTimes): TrialSummary {
  const { load } = measurement;
  const account = balanceLedgers(measurement.publishLog, load.ledgers, dueTimes.firstDueAfter);
  const ledger = sumLedger(account);
  const firstDueAfter = (instantUs: number): number =>
    dueTimes.firstDueAfter(measurement.originUs + instantUs);
  const { planned, accepted } = countAchieved({ measurement, account, firstDueAfter });
  const echoAccounts = balanceEchoes(load.echo?.ledgers ?? []);
  const echo = summariseEcho(trial.scenario.echo, measurement, echoAccounts);
  const delivery = mergePhases(load, measuredPhases);
  const workloads = summariseWorkloads(trial.scenario, measurement, account.clients);
  const delivered = ledger.delivered + (echo?.ledger.returned ?? 0) + countFurther(workloads);
  const figures = {
    index: trial.index,
    id: trial.id,
    labels: { ...trial.labels },
    repeat: trial.repeat,
    seed: trial.scenario.seed,
    startedAt: measurement.startedAt,
    originUs: measurement.originUs,
    status: measurement.interrupted ? ('interrupted' as const) : ('complete' as const),
    plan: describePlan(trial, measurement),
    phases: measurement.phases.map((phase) => ({ ...phase })),
    barrier: { ...measurement.barrier },
    faults: measurement.faults.map(
      ({ kind, description, mode, injectedAtUs, readyAtUs, endedAtUs, packets }) => ({
        kind,
        description,
        mode,
        injectedAtUs,
        readyAtUs,
        ...(endedAtUs === undefined ? {} : { endedAtUs }),
        ...(packets === undefined ? {} : { packets }),
      }),
    ),
    publisher: {
      ...account.publisher,
      scheduling: measurement.publisherScheduling,
      achievedShare: planned === 0 ? null : accepted / planned,
      ...(trial.scenario.target === undefined ? {} : { canaries: measurement.canaries ?? 0 }),
    },
    ledger,
    deliveryLatencyUs: delivery.summarise(),
    deliveryLatencyByPhaseUs: summariseByPhase(load),
    connectTimeUs: summariseOne(load, 'connect'),
    reconnectTimeUs: summariseOne(load, 'reconnect'),
    sendLagUs: mergeSendLag(measurement.publishLog, measuredPhases).summarise(),
    responseTimeUs: summariseOne(load, 'response'),
    skippedPolls: load.skippedPolls,
    clock: summariseClock(measurement.clock),
    echo,
    ...workloads,
    bytes: summariseBytes(load, delivered),
    connections: {
      opened: load.opened,
      failed: Object.values(load.failures).reduce((sum, count) => sum + count, 0),
      ...countConnections(measurement),
    },
    failures: { ...load.failures },
    ...summariseProxy(measurement),
    ...summariseFallback(load),
    ...listWire(measurement, delivered),
    server: {
      ...sumServerCost(
        measurement,
        delivery.count + (echo?.roundTripUs.count ?? 0) + countMeasured(workloads),
      ),
      overflow: sumOverflow(trial.scenario, measurement),
    },
    generator: summariseGenerator(measurement),
    storm: {
      ...summariseStorm(load, measurement.activity, measurement.faults.length),
      server: watchServerInStorm(measurement),
      fit: summariseFit(trial, measurement),
    },
    ...listHalfOpen(trial, measurement),
    files: listFiles(trial.id, echo !== null),
  };
  const reasons = judgeValidity({
    measurement,
    figures,
    account,
    echoAccounts,
    firstDueAfter: (instantUs) => dueTimes.firstDueAfter(instantUs + measurement.originUs),
  });
  const judged = {
    ...figures,
    validity: { status: reasons.length === 0 ? ('valid' as const) : ('invalid' as const), reasons },
    warnings: listWarnings(measurement, figures),
    thresholds: [],
  };
  return {
    result: { ...judged, thresholds: evaluateThresholds(judged, trial.scenario.thresholds) },
    account,
    echoAccounts,
  };
}

function describePlan({ scenario }: Trial, { workers }: Measurement): TrialResult['plan'] {
  return {
    clients: scenario.clients.count,
    ratePerSecond: scenario.publish.ratePerSecond,
    payloadBytes: scenario.publish.payloadBytes,
    rampUpUs: scenario.clients.rampUpUs,
    warmUpUs: scenario.warmUpUs,
    durationUs: scenario.durationUs,
    drainUs: scenario.drainUs,
    pollPeriodUs: scenario.poll.periodUs,
    workers,
    reconnect: describePolicy(scenario.reconnect),
    ...(scenario.target === undefined ? {} : { target: scenario.target.name }),
    ...(scenario.poll.cursor === false && scenario.transport === 'long-poll' ? { pollCursor: false } : {}),
  };
}

function sumLedger({ publisher, accepted, clients }: LedgerAccount): TrialResult['ledger'] {
  const sum = (pick: (client: (typeof clients)[number]) => number): number =>
    clients.reduce((total, client) => total + pick(client), 0);
  return {
    published: publisher.sent,
    accepted: accepted.size,
    expected: sum(({ expected }) => expected),
    beyondDue: sum(({ beyondDue }) => beyondDue),
    delivered: sum(({ delivered }) => delivered),
    lost: sum(({ lost }) => lost.size),
    duplicate: sum(({ ledger }) => ledger.duplicate),
    outOfOrder: sum(({ ledger }) => ledger.outOfOrder),
    recovered: sum(({ ledger }) => ledger.recovered),
    lostByAbsent: sum(({ ledger, lost }) => (ledger.presentAtEnd ? 0 : lost.size)),
    clientsWithLoss: clients.filter(({ lost }) => lost.size > 0).length,
    worstClientLost: clients.reduce((worst, { lost }) => Math.max(worst, lost.size), 0),
  };
}

/** The deliveries of several phases in one histogram. */
export function mergePhases(load: MergedLoad, phases: readonly string[]): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (const phase of phases) {
    const histogram = load.histograms.get(`delivery.${phase}`);
    if (histogram !== undefined) merged.merge(histogram);
  }
  return merged;
}

function summariseByPhase(load: MergedLoad): TrialResult['deliveryLatencyByPhaseUs'] {
  const byPhase: TrialResult['deliveryLatencyByPhaseUs'] = {};
  for (const phase of phaseNames) {
    const histogram = load.histograms.get(`delivery.${phase}`);
    if (histogram !== undefined && histogram.count > 0) byPhase[phase] = histogram.summarise();
  }
  return byPhase;
}

function summariseOne(load: MergedLoad, name: string): TrialResult['connectTimeUs'] {
  return (load.histograms.get(name) ?? new LatencyHistogram()).summarise();
}

function summariseBytes({ bytes, opened }: MergedLoad, delivered: number): TrialResult['bytes'] {
  const overhead = bytes.received + bytes.sent - bytes.payload - bytes.setup;
  return {
    ...bytes,
    overheadPerMessage: delivered === 0 ? null : overhead / delivered,
    setupPerConnection: opened === 0 ? null : bytes.setup / opened,
    unaccounted: unaccountedBytes(bytes),
  };
}

/** Nothing at all where clients had nothing to fall back to. */
function summariseFallback(load: MergedLoad): Pick<TrialResult, 'fallback'> {
  if (load.fallback === undefined) return {};
  const lostUs = summariseOne(load, 'fallback');
  return { fallback: { count: lostUs.count, lostUs, clients: { ...load.fallback } } };
}

/** Nothing at all when the wire was not looked at. */
function listWire(measurement: Measurement, delivered: number): Pick<TrialResult, 'wire'> {
  const wire = summariseWire(measurement, delivered);
  return wire === undefined ? {} : { wire };
}

/** Nothing at all when no connection went silent. */
function listHalfOpen({ scenario }: Trial, measurement: Measurement): Pick<TrialResult, 'halfOpen'> {
  const halfOpen = summariseHalfOpen(scenario, measurement);
  return halfOpen === undefined ? {} : { halfOpen };
}

function listFiles(id: string, hasEchoes: boolean): TrialResult['files'] {
  const folder = `trials/${id}`;
  return {
    timeline: `${folder}/timeline.csv`,
    storm: `${folder}/storm.csv`,
    clients: `${folder}/clients.csv`,
    histograms: `${folder}/histograms.json`,
    publisher: `${folder}/publisher.json`,
    echoes: hasEchoes ? `${folder}/echoes.csv` : null,
  };
}
