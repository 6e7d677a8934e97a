import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** The same sweep twice, from the same seed: both times theory's window under every limit, and smaller ones under looser limits. */
export const advicePart: ProofPart = {
  name: 'advice',
  title: 'Advice: the smallest window under a limit on the peak, in two sweeps of one seed',
  source:
    'the peak of N clients spread evenly over a window, μ + √(2 μ ln m) in the fullest of m bins; N in one bin for fixed delays',
  async *prove({ directory }) {
    for (const sweep of ['first sweep', 'second sweep']) {
      const folder = await mkdtemp(join(directory, 'advice-'));
      await writeFile(join(folder, 'advised.yaml'), scenario);
      const windows = windowsUs.map((us) => `${us / 1000}ms`).join(',');
      const args = ['--policies', 'fixed,full-jitter', '--windows', windows, '--caps', '2s', '--refine', '0'];
      await runAdvise(folder, ['advised.yaml', '--peak', '1000/s', ...args, '--no-floor']);
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
    }
  },
};
