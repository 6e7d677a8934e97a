import { join } from 'node:path';
import {
  compareDistributions,
  type DistributedTrial,
  type PairDistributions,
} from '../analysis/gate/compare-distributions.js';
import type { ComparedDistribution } from '../analysis/gate/compared-distribution.js';
import { listPairs } from '../analysis/gate/pair-samples.js';
import { loadRun } from '../storage/read-run.js';
import type { PairRun } from './gate-state.js';

/**
 * Reads the latency distributions of a gate's pairs back from disk and puts both sides over each other; pairs that are invalid are left out,
 * as they are from the verdict.
 * @param folder of the gate
 * @throws SquallError as `loadRun`
 */
export async function loadDistributions(
  folder: string,
  runs: readonly PairRun[],
): Promise<ComparedDistribution[]> {
  const valid = listPairs(runs).filter(({ invalid }) => invalid === undefined);
  const pairs: PairDistributions[] = [];
  // One run after another: only its distributions are kept.
  for (const { baseline, candidate } of valid) {
    pairs.push({
      baseline: await readTrials(folder, baseline),
      candidate: await readTrials(folder, candidate),
    });
  }
  return compareDistributions(pairs);
}

async function readTrials(folder: string, { directory }: PairRun): Promise<DistributedTrial[]> {
  const { trials } = await loadRun(join(folder, directory));
  return trials.map(({ result, distributions }) => ({ result: { labels: result.labels }, distributions }));
}
