import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLimits } from '../../src/analysis/advice/limit.js';
import { adviseOnStorm } from '../../src/analysis/advice/storm-advice.js';
import type { LoadedRun } from '../../src/storage/loaded-run.js';
import { loadRun } from '../../src/storage/read-run.js';
import type { ProofPart } from '../proof-row.js';
import { runAdvise } from '../stage/run-advise.js';

const clients = 400;
const windowsUs = [500_000, 1_000_000, 2_000_000];

const scenario = `name: advised
seed: 7
clients: { count: ${clients}, rampUp: 500ms }
publish: { rate: 5/s }
warmUp: 500ms
duration: 4s
drain: 1s
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 100ms }]
`;

/**
 * The fullest 100 ms, times ten, of clients spread evenly over a window: μ + √(2 μ ln m) for m bins of mean μ, the usual
 * estimate of the largest of m Poisson counts.
 */
function expectPeakPerSecond(windowUs: number): number {
  const bins = windowUs / 100_000;
  const mean = clients / bins;
  return 10 * (mean + Math.sqrt(2 * mean * Math.log(bins)));
}

/** Limits far from every peak that theory expects: halfway between two of them, above all and below all. */
function listLimits(): number[] {
  const peaks = windowsUs.map(expectPeakPerSecond);
  const between = peaks.slice(1).map((peak, at) => Math.sqrt(peak * (peaks[at] ?? peak)));
  return [1.5 * Math.max(...peaks), ...between, 0.5 * Math.min(...peaks)].map(Math.round);
}

/** The smallest window whose expected peak keeps the limit; 0 when none does. Fixed delays never do: N in one bin. */
function expectWindowUs(limitPerSecond: number): number {
  return windowsUs.find((us) => expectPeakPerSecond(us) <= limitPerSecond) ?? 0;
}

/** Limits from far below every peak to far above, 2 % apart: most of them lie near some setting's peak. */
function listFineLimits(): number[] {
  const [from, to] = [0.5 * Math.min(...windowsUs.map(expectPeakPerSecond)), 12 * clients];
  const steps = Math.ceil(Math.log(to / from) / Math.log(1.02));
  return Array.from({ length: steps + 1 }, (_, step) => Math.round(from * 1.02 ** step));
}

/** What is advised from stored results under each of these limits on the peak, in microseconds; infinite for none. */
async function adviseUnder(directories: readonly string[], limits: readonly number[]): Promise<number[]> {
  const runs: LoadedRun[] = [];
  for (const directory of directories) runs.push(await loadRun(directory));
  return limits.map((limit) => {
    const [storm] = adviseOnStorm(runs, readLimits({ peak: `${limit}/s` }));
    return storm?.choice.best?.candidate.windowUs ?? Number.POSITIVE_INFINITY;
  });
}

/** The same sweep twice, from the same seed: both times theory's window under every limit, and smaller ones under looser limits. */
export const advicePart: ProofPart = {
  name: 'advice',
  title: 'Advice: the smallest window under a limit on the peak, in two sweeps of one seed',
  source:
    'the peak of N clients spread evenly over a window, μ + √(2 μ ln m) in the fullest of m bins; N in one bin for fixed delays; one seed, one recommendation; a looser limit, no larger window',
  async *prove({ directory }) {
    const fine = listFineLimits();
    const advised: number[][] = [];
    for (const sweep of ['first sweep', 'second sweep']) {
      const folder = await mkdtemp(join(directory, 'advice-'));
      await writeFile(join(folder, 'advised.yaml'), scenario);
      const windows = windowsUs.map((us) => `${us / 1000}ms`).join(',');
      const args = ['--policies', 'fixed,full-jitter', '--windows', windows, '--caps', '2s', '--refine', '0'];
      await runAdvise(folder, ['advised.yaml', '--peak', '1000/s', ...args, '--within', '90s', '--no-floor']);
      const results = (await readdir(join(folder, 'results'))).map((name) => join('results', name));
      for (const limit of listLimits()) {
        const { windowUs } = await runAdvise(folder, [...results, '--peak', `${limit}/s`]);
        yield {
          subject: `${sweep}, peak of at most ${limit}/s`,
          quantity: 'advised window, 0 for none',
          unit: 'µs',
          predicted: expectWindowUs(limit),
          measured: windowUs ?? 0,
          tolerance: 0,
        };
      }
      const windowsAdvised = await adviseUnder(
        results.map((path) => join(folder, path)),
        fine,
      );
      advised.push(windowsAdvised);
      yield {
        subject: `${sweep}, ${fine.length} limits 2 % apart`,
        quantity: 'limits under which a larger window is advised than under the limit before',
        unit: '',
        predicted: 0,
        measured: windowsAdvised.filter((us, at) => us > (windowsAdvised[at - 1] ?? us)).length,
        tolerance: 0,
      };
    }
    yield {
      subject: `both sweeps, ${fine.length} limits 2 % apart`,
      quantity: 'limits under which their recommendations differ',
      unit: '',
      predicted: 0,
      measured: fine.filter((_, at) => advised[0]?.[at] !== advised[1]?.[at]).length,
      tolerance: 0,
    };
  },
};
