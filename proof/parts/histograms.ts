import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LatencyHistogram } from '../../src/metrics/latency-histogram.js';
import { formatLogHead, formatTrialIntervals, histogramLogName } from '../../src/storage/histogram-log.js';
import { packageRoot } from '../../src/system/package-root.js';
import { randomStream } from '../../src/system/random.js';
import { missingProcessor, processLog } from '../histograms/histogram-log-processor.js';
import { readHistogramLog } from '../histograms/read-histogram-log.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

/**
 * What `HistogramLogReaderWriterTest.java` of HdrHistogram 2.1.11 asserts of `jHiccup-2.0.7S.logV2.hlog`: the lines that
 * begin from … to seconds, their number, total count, 99.9th percentile and maximum in nanoseconds.
 */
const published = [
  {
    from: 0,
    to: Number.POSITIVE_INFINITY,
    lines: 62,
    count: 48_761,
    p999: 1_745_879_039,
    max: 1_796_210_687,
  },
  { from: 5, to: 20, lines: 15, count: 11_664, p999: 1_536_163_839, max: 1_544_552_447 },
  { from: 40, to: 60, lines: 20, count: 15_830, p999: 1_779_433_471, max: 1_796_210_687 },
];
const taggedCount = 32_290;

const scenario = `name: histograms
clients: { count: 50, rampUp: 200ms }
publish: { rate: 50/s }
warmUp: 500ms
duration: 2s
drain: 500ms
poll: { period: 200ms }
matrix: { transport: [websocket, short-poll] }
`;

export const histogramsPart: ProofPart = {
  name: 'histograms',
  title: 'Histograms that others can read',
  source:
    "the figures that HdrHistogram's own tests assert of its published logs; the same values sorted; HdrHistogram's HistogramLogProcessor (Java) reading Squall's log",
  missing: missingProcessor,
  async *prove(bench) {
    yield* checkPublishedLogs();
    yield* checkShards();
    yield* checkWithProcessor(bench);
  },
};

/** The logs that HdrHistogram publishes, read by Squall. */
export async function* checkPublishedLogs(): AsyncIterable<ProofRow> {
  const lines = await readHistogramLog(fixture('jHiccup-2.0.7S.logV2.hlog'));
  for (const { from, to, ...expected } of published) {
    const chosen = lines.filter(({ startSeconds }) => startSeconds >= from && startSeconds <= to);
    const { count, p999, max } = mergeAll(chosen.map(({ histogram }) => histogram)).summarise();
    const subject = `jHiccup-2.0.7S.logV2.hlog, ${to === Number.POSITIVE_INFINITY ? 'all' : `${from} s to ${to} s`}`;
    yield exact(subject, 'lines', '', expected.lines, chosen.length);
    yield exact(subject, 'count', '', expected.count, count);
    yield exact(subject, '99.9 %', 'ns', expected.p999, p999);
    yield exact(subject, 'max', 'ns', expected.max, max);
  }
  const tagged = await readHistogramLog(fixture('tagged-Log.logV2.hlog'));
  const [plain, a] = ['', 'A'].map((tag) =>
    mergeAll(tagged.filter((line) => line.tag === tag).map(({ histogram }) => histogram)).summarise(),
  );
  const subject = 'tagged-Log.logV2.hlog';
  yield exact(subject, 'count', '', taggedCount, (plain?.count ?? 0) + (a?.count ?? 0));
  for (const figure of ['p50', 'p99', 'max'] as const)
    yield exact(subject, `${figure}, tag A as without`, 'ns', plain?.[figure] ?? -1, a?.[figure] ?? null);
}

/** A hundred thousand values recorded in seven shards that travel encoded, against the values themselves. */
export function* checkShards(): Iterable<ProofRow> {
  const random = randomStream(1, 'histogram-proof');
  const values = Array.from({ length: 100_000 }, () => Math.round(10 ** (1 + 6 * random())));
  const shards = Array.from({ length: 7 }, () => new LatencyHistogram());
  for (const [at, value] of values.entries()) shards[at % shards.length]?.record(value);
  const merged = LatencyHistogram.mergeEncoded(shards.map((shard) => shard.encode()));
  const sorted = values.toSorted((a, b) => a - b);
  const subject = '100,000 values, 10 µs to 10 s, in 7 shards';
  const { count, min, max, mean } = merged.summarise();
  yield exact(subject, 'count', '', values.length, count);
  yield exact(subject, 'min', 'µs', sorted[0] ?? -1, min);
  yield exact(subject, 'max', 'µs', sorted.at(-1) ?? -1, max);
  yield exact(subject, 'mean', 'µs', values.reduce((sum, value) => sum + value, 0) / values.length, mean);
  for (const share of [0.5, 0.9, 0.99, 0.999]) {
    const predicted = sorted[Math.ceil(share * sorted.length) - 1] ?? -1;
    const measured = merged.valueAt(share);
    // Three significant digits: the buckets above 2,048 µs are at most a thousandth wide.
    yield {
      subject,
      quantity: `${share * 100} %`,
      unit: 'µs',
      predicted,
      measured,
      tolerance: predicted / 1000,
    };
  }
}

/** Squall's logs, of known values and of a run, read by the original HdrHistogram. */
export async function* checkWithProcessor(bench: ProofBench): AsyncIterable<ProofRow> {
  yield* compareWithProcessor(await writeKnownLog(bench.directory), bench.directory);
  const { directory, result } = await bench.run(scenario, '--no-report');
  yield* compareWithProcessor(join(directory, histogramLogName), bench.directory);
  const lines = await readHistogramLog(join(directory, histogramLogName));
  for (const { labels, deliveryLatencyByPhaseUs } of result.trials) {
    const line = lines.find(({ tag }) => tag === `${labels.transport}.delivery.steady`);
    const predicted = (deliveryLatencyByPhaseUs.steady?.max ?? -1) / 1000;
    yield exact(
      `${labels.transport} run`,
      'Interval_Max, as in result.json',
      'ms',
      predicted,
      Number(line?.max),
    );
  }
}

/** Every tag of a log: HistogramLogProcessor's figures of all its lines against Squall's of their merge. */
async function* compareWithProcessor(log: string, directory: string): AsyncIterable<ProofRow> {
  const lines = await readHistogramLog(log);
  for (const tag of new Set(lines.map((line) => line.tag))) {
    const theirs = await processLog(log, tag, join(directory, `processed-${tag}`));
    const ours = mergeAll(
      lines.filter((line) => line.tag === tag).map(({ histogram }) => histogram),
    ).summarise();
    for (const figure of ['count', 'p50', 'p90', 'p99', 'p999', 'max'] as const)
      yield exact(
        `HistogramLogProcessor, ${tag}`,
        figure,
        figure === 'count' ? '' : 'µs',
        theirs[figure],
        ours[figure],
      );
  }
}

async function writeKnownLog(directory: string): Promise<string> {
  const histogram = new LatencyHistogram();
  for (let value = 1; value <= 1_000_000; value += 7) histogram.record(value);
  const intervals = [0, 1_000_000].map((startUs) => ({
    tag: 'known.every-7th-to-1000000',
    startUs,
    lengthUs: 1_000_000,
    histogram: histogram.encode(),
  }));
  const file = join(directory, 'known.hlog');
  await writeFile(file, formatLogHead(new Date(0).toISOString()) + formatTrialIntervals('known', intervals));
  return file;
}

function mergeAll(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  return LatencyHistogram.mergeEncoded(histograms.map((histogram) => histogram.encode()));
}

function exact(
  subject: string,
  quantity: string,
  unit: string,
  predicted: number,
  measured: number | null,
): ProofRow {
  return { subject, quantity, unit, predicted, measured, tolerance: 0 };
}

function fixture(name: string): string {
  return join(packageRoot, 'test', 'fixtures', 'hdr-histogram', name);
}
