import { describePolicy } from '../../reconnect/describe-policy.js';
import { parseScenario } from '../../scenario/parse-scenario.js';
import { planTrials } from '../../scenario/plan.js';
import type { ReconnectSettings, Scenario } from '../../scenario/scenario.js';
import type { LoadedRun, LoadedTrial } from '../../storage/loaded-run.js';
import type { TrialResult } from '../../storage/result.js';
import { findVaryingLabels, nameLabels, transportTitles } from '../report/name-trials.js';
import { standingOf } from '../report/standing.js';
import { foreseePlanned } from './foresee-planned.js';
import { type ForeseenStorm, foreseeStorm } from './foresee-storm.js';
import { groupBy } from './group-by.js';
import { longestFirstWaitUs } from './longest-first-wait.js';

/** One reconnect setting that was tried, with its valid trials. */
export interface Candidate {
  /** In words, with its parameters: `full-jitter base=2s cap=10s factor=2`. */
  readonly name: string;
  readonly settings: ReconnectSettings;
  /** The longest wait before the first attempt. */
  readonly windowUs: number;
  /** Valid ones; repeats have different seeds. Empty when none of its trials can be believed. */
  readonly trials: readonly LoadedTrial[];
  /** What is foreseen of each of these trials; undefined where nothing is. */
  readonly foreseen: readonly (ForeseenStorm | undefined)[];
  /** Trials that support no advice. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly trial: string;
  readonly standing: 'invalid' | 'interrupted';
  /** Why it is invalid. */
  readonly reasons: readonly string[];
}

/** Candidates that met the same workload and the same faults on the same transport. */
export interface Situation {
  readonly name: string;
  /** In order of their windows. */
  readonly candidates: readonly Candidate[];
}

interface Placed {
  readonly trial: LoadedTrial;
  /** As it was planned, with the trial's own seed. */
  readonly scenario: Scenario;
}

/**
 * Sorts the trials of all runs by situation and reconnect setting.
 * @throws SquallError when the scenario that a run keeps cannot be read
 */
export function collectSituations(runs: readonly LoadedRun[]): Situation[] {
  const placed = runs.flatMap(placeTrials);
  const keys = findVaryingLabels(placed.map(({ trial }) => trial.result.labels)).filter(
    (key) => key !== 'reconnect' && key !== 'transport',
  );
  const groups = groupBy(placed, ({ trial }) => describeSituation(trial.result));
  const names = groups.map(([first]) => nameSituation(first, keys));
  return groups.map((members, at) => {
    const name = names[at] ?? '';
    const twins = names.slice(0, at).filter((other) => other === name).length;
    return {
      name: twins === 0 ? name : `${name} (${twins + 1})`,
      candidates: collectCandidates(members),
    };
  });
}

/** Which reconnect settings a trial had stands in the scenario that its run keeps. */
function placeTrials({ result, trials }: LoadedRun): Placed[] {
  const planned = planTrials(parseScenario(result.scenario.source, result.scenario.file)).trials;
  return trials.flatMap((trial) => {
    const own =
      planned.find(({ id }) => id === trial.result.id) ??
      planned.find(({ scenario }) => describePolicy(scenario.reconnect) === trial.result.plan.reconnect);
    return own === undefined ? [] : [{ trial, scenario: { ...own.scenario, seed: trial.result.seed } }];
  });
}

/** All that has to be equal for two trials to be compared: what was planned, but for the reconnect policy. */
function describeSituation({ labels, plan, faults }: TrialResult): string {
  const { reconnect: _label, ...others } = labels;
  const { reconnect: _policy, workers: _workers, ...workload } = plan;
  return JSON.stringify([others, workload, faults.map(({ description }) => description)]);
}

function nameSituation(first: Placed | undefined, keys: readonly string[]): string {
  if (first === undefined) return '';
  const { labels } = first.trial.result;
  return [transportTitles[labels.transport], nameLabels(labels, keys)]
    .filter((part) => part !== '')
    .join(', ');
}

function collectCandidates(members: readonly Placed[]): Candidate[] {
  const groups = groupBy(members, ({ scenario }) => JSON.stringify(scenario.reconnect));
  const candidates = groups.flatMap((group) => makeCandidate(group) ?? []);
  return candidates.sort((a, b) => a.windowUs - b.windowUs || compareText(a.name, b.name));
}

function makeCandidate(group: readonly Placed[]): Candidate | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { plan, seed } = first.trial.result;
  const { reconnect } = first.scenario;
  const valid = group.filter(({ trial }) => standingOf(trial.result) === 'valid');
  return {
    name: plan.reconnect,
    settings: reconnect,
    windowUs: longestFirstWaitUs(reconnect, seed, plan.clients),
    trials: valid.map(({ trial }) => trial),
    foreseen: valid.map(foresee),
    leftOut: group.flatMap(({ trial }) => tellLeftOut(trial.result)),
  };
}

/** An advice is drawn again after each round of a sweep, from the same trials and some more. */
const foreseenOf = new WeakMap<LoadedTrial, { readonly storm: ForeseenStorm | undefined }>();

function foresee({ trial, scenario }: Placed): ForeseenStorm | undefined {
  const known = foreseenOf.get(trial) ?? { storm: foreseePlanned(scenario) ?? foreseeStorm(trial) };
  foreseenOf.set(trial, known);
  return known.storm;
}

function tellLeftOut(result: TrialResult): LeftOut[] {
  const standing = standingOf(result);
  if (standing === 'valid') return [];
  return [{ trial: result.id, standing, reasons: result.validity.reasons.map(({ message }) => message) }];
}

/** By code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
