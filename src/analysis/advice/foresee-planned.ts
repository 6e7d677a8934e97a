import { activityBinUs } from '../../metrics/activity.js';
import type { FaultRecord } from '../../metrics/measurement.js';
import type { FaultSettings } from '../../scenario/fault-schema.js';
import { planReturnUs } from '../../scenario/outage-spans.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { StormRow } from '../../storage/result.js';
import { predictAttempts } from '../storm/predicted-attempts.js';
import { findPeakPerSecond } from '../storm/storm.js';
import { type ForeseenStorm, foreseeReturn } from './foresee-storm.js';

/**
 * The storm of a scenario whose faults all happen exactly when they are planned: a function of scenario and seed, the same before,
 * in and after every run. Stored predictions follow the instants at which a run's faults did happen; a few milliseconds of
 * outage more or less move them by up to a few percent, and near a limit that would turn an advice over.
 * @returns undefined where a plan does not say who loses a connection when: faults other than a restart of the one server,
 * a target, clients that notice late
 */
export function foreseePlanned(scenario: Scenario): ForeseenStorm | undefined {
  const { faults, server, transport, target, clients, durationUs, drainUs } = scenario;
  const isPlain = server.processes === 1 && target === undefined && transport !== 'short-poll';
  const records = faults.flatMap((fault) => planRecord(fault, scenario) ?? []);
  const [first, ...others] = records;
  if (!isPlain || first === undefined || records.length < faults.length || hasOwnPolicies(scenario))
    return undefined;
  const bins = predictAttempts({
    seed: scenario.seed,
    clients: clients.count,
    reconnect: scenario.reconnect,
    faults: records,
    endUs: durationUs + drainUs,
    serverRetryUs: transport === 'sse' ? server.retryUs : undefined,
    noticeAtUs: undefined,
  });
  const rows = [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, predicted]): Foreseen => ({ atUs: bin * activityBinUs, predicted }));
  return {
    peakAttemptsPerSecond: findPeakPerSecond(bins),
    backUs: others.length > 0 ? undefined : foreseeReturn(first, clients.count, rows),
  };
}

type Foreseen = Pick<StormRow, 'atUs' | 'predicted'>;

function hasOwnPolicies({ clients: { cohorts = [] } }: Scenario): boolean {
  return cohorts.some(({ reconnect }) => reconnect !== undefined);
}

/** @returns undefined for a fault whose course its plan alone does not foretell */
function planRecord(fault: FaultSettings, scenario: Scenario): FaultRecord | undefined {
  if (fault.kind !== 'server-restart') return undefined;
  const { kind, atUs, mode } = fault;
  const readyAtUs = planReturnUs(fault, scenario) ?? null;
  return { kind, description: kind, mode, injectedAtUs: atUs, readyAtUs, share: 1, clients: undefined };
}
