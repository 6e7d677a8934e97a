import type { TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofPart, ProofRow, ProofRun } from '../proof-row.js';
import { proveAcceptRate } from '../storms/accept-rows.js';
import { proveBacklog } from '../storms/backlog-rows.js';
import { chanceBeyond, computeChiSquared, criticalValue } from '../storms/chi-squared.js';
import { binWave, type ProvenPolicy, provenPolicies } from '../storms/first-waves.js';
import { proveLimits } from '../storms/limit-rows.js';
import { proveOutages } from '../storms/outage-rows.js';
import { readStorm } from '../storms/read-storm.js';

const clients = 5_000;
/** Chosen before the first run; one each, so that the two transports do not show the same draws. */
const seeds = { websocket: 1, sse: 2 } as const;
/** For a storm that is run again. */
const secondSeed = 3;
/** Each test is at 1 %, where the standard normal quantile is 2.326. */
const [significance, quantile] = [0.01, 2.3263];

/** Storms against the formulas of their policies, overlapping waves, long outages, and a backlog that is too small. */
export const stormsPart: ProofPart = {
  name: 'storms',
  title: 'Reconnection storms',
  source:
    'the definitions of the policies (Brooker 2015, RFC 6455 §7.2.3), Pearson’s χ² test, renewal theory (Cox 1962), TCP’s first retransmission after 1 s (RFC 6298 §2)',
  prove,
};

async function* prove(bench: ProofBench): AsyncGenerator<ProofRow> {
  yield* proveWaves(bench, 'websocket');
  yield* proveWaves(bench, 'sse');
  yield* proveOutages(bench);
  yield* proveAcceptRate(bench);
  yield* proveBacklog(bench);
  yield* proveLimits(bench);
}

/** One storm for each policy, against its definition and against one that is a little off. */
export async function* proveWaves(
  bench: ProofBench,
  transport: keyof typeof seeds,
): AsyncGenerator<ProofRow> {
  const run = await bench.run(writeWaves(transport, seeds[transport], provenPolicies));
  for (const [at, policy] of provenPolicies.entries()) {
    const first = await measureWave(policy, run, at);
    if (first.chance > significance && first.trial.storm.fit?.verdict === 'agrees') {
      yield* proveWave(policy, first, '');
      continue;
    }
    // One true storm in a hundred is as unlikely as this: twice in a row is one in ten thousand.
    const again = await bench.run(writeWaves(transport, secondSeed, [policy]));
    const unlikely = `; a first storm had p ${tellChance(first.chance)}`;
    yield* proveWave(policy, await measureWave(policy, again, 0), unlikely);
  }
}

/** Clients cut by their own side while the server stays: every attempt succeeds, so there is one wave and no other. */
function writeWaves(transport: keyof typeof seeds, seed: number, policies: readonly ProvenPolicy[]): string {
  return `name: first-waves
seed: ${seed}
clients: { count: ${clients}, rampUp: 4s }
publish: { rate: 1/s, payload: 100B }
warmUp: 500ms
duration: 6500ms
drain: 1s
server: { backlog: 4096 }
transport: ${transport}
faults: [{ at: 500ms, kind: disconnect, share: 100%, by: client, how: reset }]
matrix:
  reconnect:
${policies.map(({ yaml }) => `    - ${yaml}`).join('\n')}
`;
}

/** What one storm showed. */
interface Wave {
  readonly trial: TrialResult;
  readonly rows: Awaited<ReturnType<typeof readStorm>>;
  readonly counts: ReturnType<typeof binWave>;
  readonly test: ReturnType<typeof computeChiSquared>;
  /** Of a statistic as large as this one or larger, were the policy's definition what the clients did. */
  readonly chance: number;
}

async function measureWave(policy: ProvenPolicy, run: ProofRun, at: number): Promise<Wave> {
  const trial = run.result.trials[at];
  if (trial === undefined) throw new Error(`the run ended early, status ${run.status}: ${run.stderr}`);
  const rows = await readStorm(run, trial);
  const counts = binWave(rows, policy.shareWithin);
  const test = computeChiSquared(counts);
  return { trial, rows, counts, test, chance: chanceBeyond(test) };
}

/** @param before what to say of a storm before this one */
function* proveWave(
  policy: ProvenPolicy,
  { trial, rows, counts, test, chance }: Wave,
  before: string,
): Generator<ProofRow> {
  const subject = `${trial.labels.transport}, ${policy.name}, ${clients} clients`;
  const row = (quantity: string, predicted: number, measured: number | null, tolerance = 0): ProofRow => {
    return { subject, quantity, unit: '', predicted, measured, tolerance };
  };
  const { value, degrees } = test;
  yield row('storm.disconnected', clients, trial.storm.disconnected);
  yield row('storm.attempts', clients, trial.storm.attempts);
  yield row('storm.returned', clients, trial.storm.returned);
  yield row('χ² of attempts due per 100 ms', degrees, value, criticalValue(degrees, quantile) - degrees);
  yield row(`p > ${significance} (p ${tellChance(chance)}${before})`, 1, Number(chance > significance));
  yield row('storm.fit.verdict is agrees', 1, Number(trial.storm.fit?.verdict === 'agrees'));
  const off = computeChiSquared(binWave(rows, policy.wrong.shareWithin));
  const wrongly = chanceBeyond(off);
  yield row(
    `${policy.wrong.what} is rejected (p ${tellChance(wrongly)})`,
    1,
    Number(wrongly < significance / 12),
  );
  if (policy.window !== undefined) {
    const [from, to] = policy.window;
    const evenly = (to - from) * 10;
    const mean = clients / evenly;
    // The expectation lies below the bound by up to half a √μ, and a single fullest bin scatters by about as much.
    yield row(
      'fullest 100 ms: μ + √(2 μ ln m)',
      boundPeak(mean, evenly),
      trial.storm.fit?.peakPer100Ms ?? null,
      2 * Math.sqrt(mean),
    );
    const bins = counts.expected.filter((share) => share >= 0.05).length;
    const most = Math.max(...counts.expected);
    // Bins that begin elsewhere in the first 100 ms may be one more or less.
    yield row(
      'storm.fit.peakBoundPer100Ms: μ + √(2 μ ln m)',
      boundPeak(most, bins),
      trial.storm.fit?.peakBoundPer100Ms ?? null,
      boundPeak(most, bins + 1) - boundPeak(most, bins - 1),
    );
  }
}

function boundPeak(mean: number, bins: number): number {
  return mean + Math.sqrt(2 * mean * Math.log(bins));
}

function tellChance(chance: number): string {
  return chance < 1e-6 ? 'below 0.000001' : chance.toPrecision(3);
}
