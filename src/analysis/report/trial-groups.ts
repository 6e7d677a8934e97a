import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { TransportName } from '../../wire/transport-names.js';
import { findVaryingLabels, nameLabels, transportTitles } from './name-trials.js';
import { standingOf } from './standing.js';

/** Valid trials that agree in every label but those left aside; they count as repeats of one measurement. */
export interface TrialGroup {
  /** `WebSocket`, or `WebSocket, clients.count 1000` when more than the transport varies. */
  readonly name: string;
  readonly transport: TransportName;
  readonly trials: readonly LoadedTrial[];
}

/**
 * Groups the valid trials. Invalid and interrupted ones never come in: what is drawn from groups cannot quote them.
 * @param aside labels that do not matter for the question, e.g. the reconnect policy for steady-state latency
 */
export function groupValidTrials(trials: readonly LoadedTrial[], aside: readonly string[]): TrialGroup[] {
  const labels = trials.map((trial) => trial.result.labels);
  const keys = findVaryingLabels(labels).filter((key) => key !== 'transport' && !aside.includes(key));
  const groups = new Map<string, { name: string; transport: TransportName; trials: LoadedTrial[] }>();
  for (const trial of trials) {
    if (standingOf(trial.result) !== 'valid') continue;
    const transport = trial.result.labels.transport;
    const name = [transportTitles[transport], nameLabels(trial.result.labels, keys)]
      .filter((part) => part !== '')
      .join(', ');
    const group = groups.get(name) ?? { name, transport, trials: [] };
    group.trials.push(trial);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** One figure over the trials of a group. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** @returns undefined when no trial of the group has the figure. */
export function measureSpread(
  trials: readonly LoadedTrial[],
  read: (trial: LoadedTrial) => number | null | undefined,
): Spread | undefined {
  const values = trials
    .map(read)
    .filter((value) => value !== null && value !== undefined)
    .sort((a, b) => a - b);
  const low = values[0];
  const high = values.at(-1);
  if (low === undefined || high === undefined) return undefined;
  const upper = values[Math.floor(values.length / 2)] ?? high;
  const lower = values[Math.ceil(values.length / 2) - 1] ?? low;
  return { median: (lower + upper) / 2, low, high, runs: values.length };
}

/** Below three runs a side, noise is unknown and only factors from here on are called a difference. */
export const smallestFactorOfFewRuns = 1.2;
export const smallestFactorOfManyRuns = 1.05;

/** Whether the report may call `a` and `b` different: their ranges do not touch and the medians are far enough apart. */
export function isDifferent(a: Spread, b: Spread): boolean {
  const apart = a.high < b.low || b.high < a.low;
  const few = Math.min(a.runs, b.runs) < 3;
  const needed = few ? smallestFactorOfFewRuns : smallestFactorOfManyRuns;
  return apart && Math.max(a.median, b.median) >= needed * Math.min(a.median, b.median);
}

export interface Ranked {
  readonly group: TrialGroup;
  readonly spread: Spread;
}

/** Groups that have the figure, the lowest first, and how many of the first cannot be told apart from the very first. */
export function rankGroups(
  groups: readonly TrialGroup[],
  read: (trial: LoadedTrial) => number | null | undefined,
): { readonly ranked: readonly Ranked[]; readonly level: number } {
  const ranked = groups
    .flatMap((group) => {
      const spread = measureSpread(group.trials, read);
      return spread === undefined ? [] : [{ group, spread }];
    })
    .sort((a, b) => a.spread.median - b.spread.median);
  const best = ranked[0];
  const rest = ranked.findIndex((entry) => best !== undefined && isDifferent(best.spread, entry.spread));
  return { ranked, level: rest < 0 ? ranked.length : rest };
}
