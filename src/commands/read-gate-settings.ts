import { resolve } from 'node:path';
import { tellShare } from '../analysis/gate/tell-verdict.js';
import { SquallError } from '../errors.js';
import type { GateSettings } from '../gate/gate-state.js';
import { parseShare } from '../scenario/units.js';
import { checkCount } from './check-count.js';
import { type GateArguments, gateDefaults } from './gate-options.js';
import { readDelta } from './read-delta.js';
import { readGateLimits } from './read-gate-limits.js';
import { readGateMetrics } from './read-gate-metrics.js';
import { readQuantity } from './read-quantity.js';

/** @throws SquallError SQUALL_USAGE for sides that are given by half, or in two ways */
export function readGateSettings(args: GateArguments, kind: GateSettings['kind']): GateSettings {
  checkCount('pairs', args.pairs, 1, 1000);
  const deltas = readGateLimits(args.limit);
  const changes = readChanges(args);
  if (kind === 'calibrate') requireAbove(changes.effect, changes.delta, deltas);
  const [first = null, more] = kind === 'calibrate' ? args.subject.slice(1) : args.subject;
  if (more !== undefined) {
    throw new SquallError('SQUALL_USAGE', 'pairs are of one scenario', 'name one scenario file');
  }
  const given = readSides(args);
  if (kind === 'gate') requireTwoSides(given, first);
  return {
    kind,
    folder: process.cwd(),
    baselines: resolve(args.baselines ?? gateDefaults.baselines),
    scenario: first,
    ...given,
    build: args.build ?? null,
    server: args.server ?? null,
    only: args.only,
    seed: args.seed ?? null,
    pairs: args.pairs ?? 0,
    sequential: args.sequential,
    ...changes,
    metrics: [...new Set([...readGateMetrics(args.metric), ...Object.keys(deltas)])],
    named: [
      ...new Set([
        ...(args.metric === undefined ? [] : readGateMetrics(args.metric)),
        ...Object.keys(deltas),
      ]),
    ],
    deltas,
  };
}

function readChanges(args: GateArguments): { delta: number; effect: number } {
  return {
    delta: readDelta('delta', args.delta ?? gateDefaults.delta),
    effect: readQuantity('effect', args.effect ?? gateDefaults.effect, parseShare),
  };
}

/** What a calibration is to find has to count. */
function requireAbove(effect: number, delta: number, deltas: Readonly<Record<string, number>>): void {
  if (delta <= 0) {
    const problem = '--delta 0% leaves no room for noise';
    throw new SquallError('SQUALL_USAGE', problem, 'give the smallest change that counts');
  }
  const limits = [['--delta', delta] as const, ...Object.entries(deltas)];
  const wide = limits.find(([, limit]) => limit >= effect);
  if (wide === undefined) return;
  const [name, limit] = wide;
  const of = name === '--delta' ? name : `the --limit of ${name},`;
  const problem = `--effect ${tellShare(effect)} is not above ${of} ${tellShare(limit)}, the smallest change that counts`;
  throw new SquallError('SQUALL_USAGE', problem, 'give a larger --effect');
}

function readSides(args: GateArguments): Given {
  const read = (option: SideOption): string | null => {
    const text = args[option];
    if (text === undefined || text.trim() !== '') return text ?? null;
    // As `--baseline-ref "$VARIABLE"` gives where a CI system has not set it.
    throw new SquallError('SQUALL_USAGE', `--${option} is empty`, 'say what it is, or leave it out');
  };
  return {
    baseline: read('baseline'),
    candidate: read('candidate'),
    baselineScenario: read('baseline-scenario'),
    candidateScenario: read('candidate-scenario'),
    baselineRef: read('baseline-ref'),
    candidateRef: read('candidate-ref'),
  };
}

/** Options that name a side of pairs. */
export const sideOptions = [
  'baseline',
  'candidate',
  'baseline-scenario',
  'candidate-scenario',
  'baseline-ref',
  'candidate-ref',
] as const satisfies readonly (keyof GateArguments)[];
type SideOption = (typeof sideOptions)[number];

type Given = Pick<
  GateSettings,
  'baseline' | 'candidate' | 'baselineScenario' | 'candidateScenario' | 'baselineRef' | 'candidateRef'
>;

function requireTwoSides(given: Given, scenario: string | null): void {
  if (given.baselineScenario !== null && scenario !== null) {
    const problem = `${scenario} is given beside two scenarios, and would not be looked at`;
    throw new SquallError('SQUALL_USAGE', problem, 'leave it out, or give two servers for it instead');
  }
  const ways = [
    ['--baseline', given.baseline, '--candidate', given.candidate],
    ['--baseline-scenario', given.baselineScenario, '--candidate-scenario', given.candidateScenario],
    ['--baseline-ref', given.baselineRef, '--candidate-ref', given.candidateRef],
  ] as const;
  const used = ways.filter(([, ours, , theirs]) => ours !== null || theirs !== null);
  for (const [ourName, ours, theirName, theirs] of used) {
    if (ours !== null && theirs !== null) continue;
    const [missing, there] = ours === null ? [ourName, theirName] : [theirName, ourName];
    throw new SquallError('SQUALL_USAGE', `${there} is given without ${missing}`, `give ${missing}, too`);
  }
  if (used.length === 1) return;
  const names = used.map(([name]) => name).join(' and ');
  throw new SquallError('SQUALL_USAGE', `${names} are two kinds of pairs`, 'give one kind');
}

/** Whether the command line asks for pairs. */
export function asksForPairs(args: GateArguments): boolean {
  return [...sideOptions, 'resume' as const].some((option) => args[option] !== undefined);
}
