import type { LoadedRun } from '../../storage/loaded-run.js';
import { type TransportName, transportNames } from '../../wire/transport-names.js';
import { lookUpMetric } from '../metric-catalogue.js';
import {
  groupValidTrials,
  isDifferent,
  measureSpread,
  type Spread,
  type TrialGroup,
} from '../report/trial-groups.js';
import type { Requirements } from './requirements.js';
import { allRules } from './rules/all-rules.js';
import type { Rule, RuleFinding } from './rules/rule.js';

/** What measured figures decide between transports that the rules leave equal; lower is better in all. */
export const decidingMetrics = [
  'delivery.steady.p99',
  'bytes.overheadPerMessage',
  'server.cpuPerDelivered',
] as const;
export type DecidingMetric = (typeof decidingMetrics)[number];

/** A rule's finding with the rule it rests on. */
export interface CitedFinding extends RuleFinding {
  readonly rule: Rule;
}

/** A measured figure that a requirement rests on. */
export interface MeasuredFinding {
  readonly requirement: 'delivery' | 'resumable';
  readonly holds: boolean;
  readonly spread: Spread;
}

export interface RankedTransport {
  readonly transport: TransportName;
  /** Valid trials; empty when it was not measured. */
  readonly group: TrialGroup | undefined;
  readonly findings: readonly CitedFinding[];
  readonly measured: readonly MeasuredFinding[];
  readonly spreads: ReadonlyMap<DecidingMetric, Spread>;
  /** How many others it is measurably worse than, summed over the deciding metrics. */
  readonly behind: number;
  /** Whether it does all that is required. */
  readonly meets: boolean;
}

/**
 * Ranks the transports that were measured: those first that do all that is required; then by how many things count against
 * them; then by measured figures, where only differences count that the runs can tell apart; then in the order of
 * `transportNames`. Those not measured come last.
 */
export function rankTransports(runs: readonly LoadedRun[], requirements: Requirements): RankedTransport[] {
  const groups = collectGroups(runs);
  const spreads = new Map(groups.map((group) => [group.transport, measureAll(group)]));
  const ranked = transportNames.map((transport): RankedTransport => {
    const group = groups.find((one) => one.transport === transport);
    const findings = allRules.flatMap((rule) =>
      rule
        .apply(requirements)
        .filter((finding) => finding.transport === transport)
        .map((finding) => ({ ...finding, rule })),
    );
    const measured = group === undefined ? [] : holdAgainst(group, groups, requirements);
    return {
      transport,
      group,
      findings,
      measured,
      spreads: spreads.get(transport) ?? new Map(),
      behind: countBehind(transport, spreads),
      meets: findings.every(({ weight }) => weight !== 'excludes') && measured.every(({ holds }) => holds),
    };
  });
  return ranked.sort(
    (a, b) =>
      Number(b.group !== undefined) - Number(a.group !== undefined) ||
      Number(b.meets) - Number(a.meets) ||
      countUnmet(a) - countUnmet(b) ||
      countAgainst(a) - countAgainst(b) ||
      a.behind - b.behind,
  );
}

/** One group per transport: all its valid trials, whatever the reconnect policy. */
function collectGroups(runs: readonly LoadedRun[]): TrialGroup[] {
  const groups = groupValidTrials(
    runs.flatMap(({ trials }) => trials),
    ['reconnect'],
  );
  return transportNames.flatMap((transport) => {
    const own = groups.filter((group) => group.transport === transport);
    const trials = own.flatMap((group) => group.trials);
    return trials.length === 0 ? [] : [{ name: own[0]?.name ?? transport, transport, trials }];
  });
}

function measureAll({ trials }: TrialGroup): ReadonlyMap<DecidingMetric, Spread> {
  return new Map(
    decidingMetrics.flatMap((name) => {
      const metric = lookUpMetric(name);
      const spread = measureSpread(trials, ({ result }) => metric?.read(result));
      return spread === undefined ? [] : [[name, spread] as const];
    }),
  );
}

function holdAgainst(
  { trials }: TrialGroup,
  groups: readonly TrialGroup[],
  { delivery, resumable }: Requirements,
): MeasuredFinding[] {
  const found: MeasuredFinding[] = [];
  const latency = measureSpread(trials, ({ result }) => result.deliveryLatencyByPhaseUs.steady?.p99);
  if (delivery !== undefined && latency !== undefined)
    found.push({ requirement: 'delivery', holds: latency.high <= delivery, spread: latency });
  const lost = measureLost(trials);
  if (resumable && lost !== undefined) {
    // A crash that empties the history loses messages on every transport alike: that is told, not held against one.
    const isAlike = groups.every((group) => (measureLost(group.trials)?.high ?? 1) > 0);
    found.push({ requirement: 'resumable', holds: lost.high === 0 || isAlike, spread: lost });
  }
  return found;
}

/** Over trials in which clients had to come back. */
function measureLost(trials: TrialGroup['trials']): Spread | undefined {
  const stormy = trials.filter(({ result }) => result.storm.disconnected > 0);
  return measureSpread(stormy, ({ result }) => result.ledger.lost);
}

function countBehind(
  transport: TransportName,
  spreads: ReadonlyMap<TransportName, ReadonlyMap<DecidingMetric, Spread>>,
): number {
  const own = spreads.get(transport);
  const others = [...spreads].filter(([name]) => name !== transport).map(([, other]) => other);
  return decidingMetrics.reduce((sum, metric) => {
    const mine = own?.get(metric);
    if (mine === undefined) return sum;
    return sum + others.filter((other) => isBetter(other.get(metric), mine)).length;
  }, 0);
}

function isBetter(other: Spread | undefined, mine: Spread): boolean {
  return other !== undefined && other.median < mine.median && isDifferent(other, mine);
}

export function countAgainst({ findings }: RankedTransport): number {
  return findings.filter(({ weight }) => weight === 'against').length;
}

export function countUnmet({ findings, measured }: RankedTransport): number {
  return (
    findings.filter(({ weight }) => weight === 'excludes').length +
    measured.filter(({ holds }) => !holds).length
  );
}
