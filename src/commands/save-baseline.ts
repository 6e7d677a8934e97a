import { resolve } from 'node:path';
import { keyOfTrial, matchTrials } from '../analysis/gate/baseline-trials.js';
import { defaultGatedNames } from '../analysis/gate/gated-metrics.js';
import { makeBaseline, writeBaseline } from '../analysis/gate/make-baseline.js';
import { refuseLoss, tellReplaced } from '../analysis/gate/replace-baseline.js';
import { ExitStatus, SquallError } from '../errors.js';
import { runOnce } from '../gate/run-once.js';
import { renderBaseline } from '../render/gate/baseline-table.js';
import { startProgress } from '../render/progress.js';
import {
  type Baseline,
  baselinePath,
  prepareBaselines,
  readBaseline,
  writeBaselineText,
} from '../storage/baseline.js';
import type { RunResult } from '../storage/result.js';
import { requireLinux } from '../system/require-linux.js';
import { adjustPlan } from './adjust-plan.js';
import type { BaselineArguments } from './baseline.js';
import { catchInterrupts } from './catch-interrupts.js';
import { checkCount } from './check-count.js';
import { readGateMetrics } from './read-gate-metrics.js';
import { readGateSubject } from './read-gate-subject.js';

/**
 * Saves what later runs are gated against, and says what it took the place of.
 * @throws SquallError SQUALL_BASELINE_SCENARIO or SQUALL_BASELINE_TRIALS for what would be lost without --replace
 */
export async function saveBaseline(args: BaselineArguments): Promise<void> {
  const { subject, baselines, results, runs, metric, json } = args;
  const metrics = [...new Set([...defaultGatedNames, ...readGateMetrics(metric)])];
  checkCount('runs', runs, 1, 50);
  const { plan, results: stored } = await readGateSubject(subject);
  const file = baselinePath(baselines, plan.name);
  const before = await findBefore(file);
  const [first] = stored;
  // Better told before the runs than after them.
  const keys =
    first === undefined ? plan.trials.map(keyOfTrial) : matchTrials(plan, first).map(({ key }) => key);
  if (before !== undefined && !args.replace) refuseLoss(before, plan, keys, file);
  await prepareBaselines(baselines);
  const made = stored.length > 0 ? stored : await runSeveral(adjustPlan(plan, { only: [] }), results, runs);
  if (made === undefined) return;
  const saved = makeBaseline(plan, made, new Date().toISOString(), metrics);
  await writeBaselineText(file, writeBaseline(saved));
  const replaced = before === undefined ? '' : `replaced: ${tellReplaced(before, saved)}\n`;
  if (json) {
    process.stdout.write(writeBaseline(saved));
    process.stderr.write(replaced);
  } else process.stdout.write(`${renderBaseline(saved, file)}\nsaved: ${file}\n${replaced}`);
}

/** @returns undefined where there is none, or one that nobody can read: saving again is what mends it */
async function findBefore(file: string): Promise<Baseline | undefined> {
  try {
    return await readBaseline(file);
  } catch (error) {
    if (error instanceof SquallError && error.code.startsWith('SQUALL_BASELINE_')) return undefined;
    throw error;
  }
}

/** @returns undefined when it was interrupted */
async function runSeveral(
  plan: Parameters<typeof runOnce>[0]['plan'],
  results: string,
  runs: number,
): Promise<RunResult[] | undefined> {
  requireLinux();
  const interrupts = catchInterrupts('ending the run; no baseline is saved');
  const progress = startProgress();
  const made: RunResult[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      const { signal } = interrupts;
      const { result } = await runOnce({
        plan,
        resultsDirectory: resolve(results),
        signal,
        emit: progress.emit,
      });
      if (signal.aborted) {
        process.exitCode = ExitStatus.interrupted;
        return undefined;
      }
      made.push(result);
    }
    return made;
  } finally {
    progress.stop();
    interrupts.release();
  }
}
