import { resolve } from 'node:path';
import { listCheckedTrials } from '../analysis/gate/checked-trials.js';
import {
  compareExact,
  mergeExact,
  requireSameScenario,
  requireSameTrials,
} from '../analysis/gate/compare-exact.js';
import { compareStored } from '../analysis/gate/compare-stored.js';
import { concludeGate } from '../analysis/gate/conclude-gate.js';
import { readFingerprint } from '../analysis/gate/fingerprint.js';
import { type GateResult, gateSchema } from '../analysis/gate/gate-result.js';
import { judgeThresholds } from '../analysis/gate/judge-thresholds.js';
import { runOnce } from '../gate/run-once.js';
import { startProgress } from '../render/progress.js';
import type { Plan } from '../scenario/scenario.js';
import { baselinePath, readBaseline } from '../storage/baseline.js';
import type { RunResult } from '../storage/result.js';
import { describeEnvironment } from '../system/environment.js';
import { requireLinux } from '../system/require-linux.js';
import { adjustPlan } from './adjust-plan.js';
import { catchInterrupts } from './catch-interrupts.js';
import { checkCount } from './check-count.js';
import { checkStored } from './check-stored-options.js';
import { describeGated } from './describe-gated.js';
import { type GateArguments, gateDefaults } from './gate-options.js';
import { readDelta } from './read-delta.js';
import { readGateLimits } from './read-gate-limits.js';
import { readGateMetrics } from './read-gate-metrics.js';
import { readGateSubject } from './read-gate-subject.js';

/**
 * Gates a scenario, which is run, or runs of one against the stored baseline: exact figures on any machine, times only on the machine of
 * the baseline.
 * @returns undefined when it was interrupted
 * @throws SquallError for all that is not to be compared
 */
export async function gateStored(args: GateArguments): Promise<GateResult | undefined> {
  const startedAt = new Date().toISOString();
  checkCount('runs', args.runs, 1, 100);
  const delta = readDelta('delta', args.delta ?? gateDefaults.delta);
  const deltas = readGateLimits(args.limit);
  const limited = Object.keys(deltas);
  const metrics = [...new Set([...readGateMetrics(args.metric), ...limited])];
  const { plan, results } = await readGateSubject(args.subject);
  if (results.length > 0) checkStored(args);
  const file = baselinePath(args.baselines ?? gateDefaults.baselines, plan.name);
  const baseline = await readBaseline(file);
  requireSameScenario(plan, baseline, file);
  const wanted = adjustPlan(plan, args);
  if (results.length === 0) requireSameTrials(wanted, baseline, file);
  const runs = results.length > 0 ? results : await runSeveral(wanted, args);
  if (runs === undefined) return undefined;
  const exact = mergeExact(
    runs.map((run) => compareExact(plan, baseline, file, run, ({ labels }) => hasLabels(labels, args.only))),
  );
  const environment = runs[0]?.environment ?? { ...describeEnvironment(), coLocated: true };
  const evidence = {
    exact,
    paired: null,
    stored: compareStored(baseline, file, plan, runs, {
      delta,
      deltas,
      metrics,
      named: args.metric === undefined ? limited : metrics,
    }),
    thresholds: judgeThresholds(wanted, listCheckedTrials(runs)),
  };
  return {
    schema: gateSchema,
    ...concludeGate(evidence),
    scenario: describeGated(plan, runs[0]?.run.seed),
    startedAt,
    endedAt: new Date().toISOString(),
    squall: environment.squall,
    machine: readFingerprint(environment),
    ...evidence,
  };
}

function hasLabels(labels: Readonly<Record<string, string>>, only: readonly string[]): boolean {
  return only.every((label) => {
    const at = label.indexOf('=');
    return labels[label.slice(0, at)] === label.slice(at + 1);
  });
}

/** @returns undefined when it was interrupted */
async function runSeveral(plan: Plan, args: GateArguments): Promise<RunResult[] | undefined> {
  const { results = gateDefaults.results, runs = gateDefaults.runs } = args;
  requireLinux();
  const interrupts = catchInterrupts('ending the run; nothing is gated');
  const progress = startProgress();
  const { signal } = interrupts;
  try {
    const made: RunResult[] = [];
    while (made.length < runs) {
      const resultsDirectory = resolve(results);
      const { result } = await runOnce({ plan, resultsDirectory, signal, emit: progress.emit });
      if (signal.aborted) return undefined;
      made.push(result);
    }
    return made;
  } finally {
    progress.stop();
    interrupts.release();
  }
}
