import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

const blocks = 3;

const scenario = `name: floor
clients: { count: 2, rampUp: 100ms }
publish: { rate: 100/s }
warmUp: 500ms
duration: 2s
drain: 300ms
`;

export const floorPart: ProofPart = {
  name: 'floor',
  title: "The instrument's own floor",
  source:
    'two clients of an idle server, on one load process and on two, in blocks of 1-2-2-1: the number of processes must move the median by no more than equal runs of the same session differ; the bytes are those of RFC 6455',
  async *prove(bench) {
    yield* checkWorkers(bench, blocks);
  },
};

interface Block {
  readonly one: readonly [number, number];
  readonly two: readonly [number, number];
}

/** Runs with one worker (A) and two (B) in blocks of ABBA, so that a machine that drifts drifts for both. */
export async function* checkWorkers(bench: ProofBench, count: number): AsyncIterable<ProofRow> {
  const measured: Block[] = [];
  for (let block = 0; block < count; block++) measured.push(await measureBlock(bench));
  const effects = measured.map(({ one, two }) => (two[0] + two[1] - one[0] - one[1]) / 2);
  // What equal runs of this session differ by is noise.
  const noise = [measured.flatMap(({ one }) => one), measured.flatMap(({ two }) => two)].map(
    (equal) => Math.max(...equal) - Math.min(...equal),
  );
  yield {
    subject: `2 clients, 1 load process against 2, ${count} blocks of 1-2-2-1`,
    quantity: 'deliveryLatencyUs.p50, difference; allowed: the spread of equal runs',
    unit: 'µs',
    predicted: 0,
    measured: effects.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? null,
    tolerance: Math.max(...noise),
  };
  const { result } = await bench.run(scenario, '--no-report', '--floor');
  for (const { clients, framingPerMessage } of result.floor ?? []) {
    yield {
      subject: `${clients} WebSocket clients of an idle server, payload 200 B`,
      quantity: 'floor[].framingPerMessage',
      unit: 'B',
      predicted: 4,
      measured: framingPerMessage,
      tolerance: 0,
    };
  }
}

async function measureBlock(bench: ProofBench): Promise<Block> {
  const first = await measureMedian(bench, 1);
  const two = [await measureMedian(bench, 2), await measureMedian(bench, 2)] as const;
  return { one: [first, await measureMedian(bench, 1)], two };
}

async function measureMedian(bench: ProofBench, workers: number): Promise<number> {
  const { result, stderr } = await bench.run(scenario, '--no-report', '--workers', String(workers));
  const median = result.trials[0]?.deliveryLatencyUs.p50 ?? null;
  if (median === null) throw new Error(`nothing was delivered: ${stderr}`);
  return median;
}
