import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GateResult, PairedEvidence } from '../../src/analysis/gate/gate-result.js';
import { medianOf } from '../../src/analysis/gate/median-of.js';
import { type PairRun, readGateState } from '../../src/gate/gate-state.js';
import { callGate } from './call-gate.js';
import { writePairScenario } from './curve-scenarios.js';
import { aims, type Invocation, type InvocationRun, type PlannedInvocation } from './invocation.js';

export interface MeasuredInvocation {
  readonly invocation: Invocation;
  readonly runs: readonly InvocationRun[];
}

/**
 * Runs one gate with everything as it is unless told otherwise, in a folder that is removed afterwards.
 * @param before runs that there are; those on identical code say how much a change of so many percent is
 */
export async function measureInvocation(
  planned: PlannedInvocation,
  before: readonly InvocationRun[],
): Promise<MeasuredInvocation> {
  const folder = await mkdtemp(join(tmpdir(), 'squall-curve-'));
  try {
    const flaw = chooseFlaw(planned, before);
    await writeFile(join(folder, 'old.yaml'), writePairScenario(''));
    await writeFile(join(folder, 'new.yaml'), writePairScenario(flaw));
    const beganMs = performance.now();
    const sides = ['--baseline-scenario', 'old.yaml', '--candidate-scenario', 'new.yaml'];
    const { status, verdict } = await callGate(folder, sides);
    if (verdict.paired === null) throw new Error('the gate ran no pairs');
    const [name] = await readdir(join(folder, 'results'));
    const { runs } = await readGateState(join(folder, 'results', name ?? ''));
    const tookS = Math.round((performance.now() - beganMs) / 1000);
    return {
      invocation: { ...planned, flaw, tookS, status, ...describeVerdict(verdict, verdict.paired) },
      runs: runs.map((run) => describeRun(planned, run)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The flaw whose cost is this share of what the metric aimed at is on identical code. */
function chooseFlaw({ subject, share }: PlannedInvocation, before: readonly InvocationRun[]): string {
  if (subject === 'same') return '';
  const values = before
    .filter((run) => run.subject === 'same' && run.valid)
    .flatMap(({ measured }) => measured[aims[subject]] ?? []);
  if (values.length === 0) throw new Error('identical code has to be measured first');
  return `${subject}=${Math.max(1, Math.round(share * medianOf(values)))}us`;
}

function describeVerdict(
  { verdict, startedAt, machine }: GateResult,
  { pairs, decisions, exact }: PairedEvidence,
): Omit<Invocation, keyof PlannedInvocation | 'flaw' | 'tookS' | 'status'> {
  const list = (wanted: string): string =>
    [...decisions, ...exact]
      .filter((decision) => decision.verdict === wanted)
      .map(({ metric }) => metric.name)
      .join(' ');
  const { cpu, cores, kernel, node } = machine;
  return {
    startedAt,
    verdict,
    pairs: pairs.planned,
    validPairs: pairs.valid,
    repeatedPairs: pairs.repeated,
    regressions: list('regression'),
    improvements: list('improvement'),
    inconclusive: list('inconclusive'),
    machine: `${cpu}, ${cores} cores, Linux ${kernel}, Node.js ${node}`,
  };
}

function describeRun(
  planned: PlannedInvocation,
  { pair, side, attempt, invalid, trials }: PairRun,
): InvocationRun {
  const { subject, share, number } = planned;
  return {
    subject,
    share,
    number,
    pair,
    side,
    attempt,
    valid: invalid.length === 0,
    measured: trials[0]?.measured ?? {},
  };
}
