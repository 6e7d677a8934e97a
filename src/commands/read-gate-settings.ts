import { SquallError } from '../errors.js';
import type { GateSettings } from '../gate/gate-state.js';
import { parseShare } from '../scenario/units.js';
import { checkCount } from './check-count.js';
import type { GateArguments } from './gate-options.js';
import { readGateLimits } from './read-gate-limits.js';
import { readGateMetrics } from './read-gate-metrics.js';
import { readQuantity } from './read-quantity.js';

/** @throws SquallError SQUALL_USAGE for sides that are given by half, or in two ways */
export function readGateSettings(args: GateArguments, kind: GateSettings['kind']): GateSettings {
  checkCount('pairs', args.pairs, 1, 1000);
  const deltas = readGateLimits(args.limit);
  const [first, more] = kind === 'calibrate' ? args.subject.slice(1) : args.subject;
  if (more !== undefined) {
    throw new SquallError('SQUALL_USAGE', 'pairs are of one scenario', 'name one scenario file');
  }
  const given = {
    baseline: args.baseline ?? null,
    candidate: args.candidate ?? null,
    baselineScenario: args['baseline-scenario'] ?? null,
    candidateScenario: args['candidate-scenario'] ?? null,
    baselineRef: args['baseline-ref'] ?? null,
    candidateRef: args['candidate-ref'] ?? null,
  };
  if (kind === 'gate') requireTwoSides(given);
  return {
    kind,
    folder: process.cwd(),
    scenario: first ?? null,
    ...given,
    build: args.build ?? null,
    server: args.server ?? null,
    only: args.only,
    seed: args.seed ?? null,
    pairs: args.pairs ?? 0,
    sequential: args.sequential,
    delta: readQuantity('delta', args.delta, parseShare),
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

type Given = Pick<
  GateSettings,
  'baseline' | 'candidate' | 'baselineScenario' | 'candidateScenario' | 'baselineRef' | 'candidateRef'
>;

function requireTwoSides(given: Given): void {
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
  return [
    args.baseline,
    args.candidate,
    args['baseline-scenario'],
    args['candidate-scenario'],
    args['baseline-ref'],
    args['candidate-ref'],
    args.resume,
  ].some((given) => given !== undefined);
}
