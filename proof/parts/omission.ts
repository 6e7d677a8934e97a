import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validityLimits } from '../../src/analysis/validity.js';
import { LatencyHistogram } from '../../src/metrics/latency-histogram.js';
import { createPollGrid } from '../../src/schedule/poll-grid.js';
import type { HistogramsFile, TrialResult } from '../../src/storage/result.js';
import { type TransportName, transportNames } from '../../src/wire/transport-names.js';
import {
  predictPolls,
  predictPushLatencies,
  predictShortPollLatencies,
  type Stall,
} from '../predict-stalled-latency.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';
import { readStalls } from '../read-stalls.js';

const seed = 5;
const clients = 4;
/** Few, so that what has piled up in a stall is read and handed out in a time that does not matter. */
const ratePerSecond = 10;
const pollPeriodUs = 400_000;
/** A message due this close to the beginning of a stall may have passed before or not: the log of stalls cannot tell. */
const undecidedUs = 1_500;
const tries = 4;

/** How the server stalls, and a measured part that has a stall in about a sixth of it, so that p90 lies among the stalled. */
export interface StallExtent {
  /** As the flaw `stall` is written: `1s/10s`. */
  readonly stall: string;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

export const omissionPart: ProofPart = {
  name: 'omission',
  title: 'No coordinated omission',
  source:
    "every message and poll due in a stall waits for its end, computed from the server's own log of its stalls; a poll of period P makes latency uniform on (0, P), Kolmogorov–Smirnov at 1 %",
  async *prove(bench) {
    for (const transport of transportNames)
      yield* checkStalls(bench, transport, { stall: '1s/10s', warmUpMs: 5_500, windowMs: 6_000 });
    yield* checkUniform(bench);
    yield* checkManyPollers(bench);
  },
};

/** Latencies of a trial whose server stands still now and then, against those that its stalls explain. */
export async function* checkStalls(
  bench: ProofBench,
  transport: TransportName,
  extent: StallExtent,
): AsyncIterable<ProofRow> {
  const { trial, floorUs, stalls } = await runDecided(bench, transport, extent);
  const subject = `${transport}, server stalls ${extent.stall}`;
  const waits = predictDeliveries(trial, transport, stalls);
  yield* compareLatencies(
    subject,
    trial,
    waits.map((waitUs) => waitUs + floorUs),
  );
  yield {
    subject,
    quantity: 'sendLagUs.p99; allowed: the limit of the validity rule',
    unit: 'µs',
    predicted: 0,
    measured: trial.sendLagUs.p99,
    // A publisher that waited for the server would be late by what is left of the stall.
    tolerance: validityLimits.sendLagP99Us,
  };
  if (transport === 'short-poll') yield* comparePolls(subject, trial, stalls);
}

interface StalledRun {
  readonly trial: TrialResult;
  /** What a message takes on this machine when nothing stalls, measured just before. */
  readonly floorUs: number;
  readonly stalls: readonly Stall[];
}

/** Runs until no message falls due where the log of stalls leaves open whether it was stalled. */
async function runDecided(
  bench: ProofBench,
  transport: TransportName,
  extent: StallExtent,
): Promise<StalledRun> {
  for (let left = tries; left > 0; left--) {
    const run = await runStalled(bench, transport, extent);
    const dueUs = listDueUs(run.trial);
    const isNear = ({ fromUs }: Stall): boolean => dueUs.some((due) => Math.abs(due - fromUs) < undecidedUs);
    if (!run.stalls.some(isNear)) return run;
  }
  throw new Error(`in ${tries} runs a message fell due just as the server stopped`);
}

async function runStalled(
  bench: ProofBench,
  transport: TransportName,
  { stall, warmUpMs, windowMs }: StallExtent,
): Promise<StalledRun> {
  const { result, directory } = await bench.run(
    `name: stalled-${transport}
seed: ${seed}
transport: ${transport}
clients: { count: ${clients}, rampUp: 200ms }
publish: { rate: ${ratePerSecond}/s }
warmUp: ${warmUpMs}ms
duration: ${windowMs}ms
drain: 2s
poll: { period: ${pollPeriodUs}us }
server: { flaws: [stall=${stall}] }
`,
    '--no-report',
    '--floor',
  );
  const trial = result.trials[0];
  const floorUs = result.floor?.[0]?.deliveryLatencyUs.p50 ?? null;
  if (trial === undefined || floorUs === null) throw new Error('the stalled run has no trial or no floor');
  return { trial, floorUs, stalls: await readStalls(join(directory, 'trials', trial.id, 'flaws.jsonl')) };
}

function* compareLatencies(
  subject: string,
  { deliveryLatencyUs }: TrialResult,
  predicted: readonly number[],
): Iterable<ProofRow> {
  const sorted = predicted.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
  yield { ...row(subject, 'deliveries', '', sorted.length, deliveryLatencyUs.count), tolerance: 0 };
  const figures = { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  for (const name of ['p50', 'p90', 'p99', 'max'] as const)
    yield row(subject, `deliveryLatencyUs.${name}`, 'µs', figures[name], deliveryLatencyUs[name]);
}

/** Response times count from due, and polls that fell due meanwhile are skipped and counted. */
function* comparePolls(subject: string, trial: TrialResult, stalls: readonly Stall[]): Iterable<ProofRow> {
  const originUs = trial.originUs ?? Number.NaN;
  const [first, last] = [stalls[0], stalls.at(-1)];
  if (first === undefined || last === undefined) throw new Error('the server was not stalled');
  const polls = listPhases(originUs).map((phaseUs) =>
    predictPolls({ phaseUs, periodUs: pollPeriodUs }, stalls, first.fromUs - pollPeriodUs, last.toUs),
  );
  const responses = polls.flatMap((client) =>
    client.polls.map(({ dueUs, answeredUs }) => answeredUs - dueUs),
  );
  yield row(subject, 'responseTimeUs.max', 'µs', Math.max(...responses), trial.responseTimeUs.max);
  yield {
    ...row(subject, 'skippedPolls', '', sum(polls.map(({ skipped }) => skipped)), trial.skippedPolls),
    tolerance: sum(stalls.map((stall) => countNear(originUs, stall))),
  };
}

/** Polls due so near to the end of a stall that its answer may come before or after: their skipping cannot be foretold. */
function countNear(originUs: number, { toUs }: Stall): number {
  const nearUs = 5_000;
  return listPhases(originUs).filter((phaseUs) => {
    const sinceUs = (((toUs - phaseUs) % pollPeriodUs) + pollPeriodUs) % pollPeriodUs;
    return sinceUs < nearUs || sinceUs > pollPeriodUs - nearUs;
  }).length;
}

function predictDeliveries(trial: TrialResult, transport: TransportName, stalls: readonly Stall[]): number[] {
  const dueUs = listDueUs(trial);
  if (transport !== 'short-poll') {
    const one = predictPushLatencies(dueUs, stalls);
    return Array.from({ length: clients }, () => one).flat();
  }
  return listPhases(trial.originUs ?? Number.NaN).flatMap((phaseUs) =>
    predictShortPollLatencies(dueUs, stalls, { phaseUs, periodUs: pollPeriodUs }),
  );
}

/** Message i is due at t₀ + i/R; those from the end of the warm-up on are measured. */
function listDueUs({ originUs, phases, plan }: TrialResult): number[] {
  const steady = phases.find(({ name }) => name === 'steady');
  const measureFromUs = (originUs ?? Number.NaN) + (steady?.startUs ?? Number.NaN);
  const skipped = Math.ceil((plan.warmUpUs * plan.ratePerSecond) / 1e6);
  const count = Math.ceil(((plan.warmUpUs + plan.durationUs) * plan.ratePerSecond) / 1e6) - skipped;
  return Array.from(
    { length: count },
    (_, index) => measureFromUs - plan.warmUpUs + Math.round(((skipped + index) * 1e6) / plan.ratePerSecond),
  );
}

/** The phases are part of the plan: they come from the seed, and what is looked at is what became of them. */
function listPhases(originUs: number): number[] {
  const grid = createPollGrid(seed, pollPeriodUs, originUs);
  return Array.from({ length: clients }, (_, client) => originUs + grid.phaseUs(client));
}

const uniform = { periodUs: 1_000_000, ratePerSecond: 500, seconds: 8 };

/**
 * One client polls, messages come as a Poisson process over a whole number of periods: given their number their instants
 * are independent and uniform, so are the times to the next poll, and the Kolmogorov–Smirnov statistic has its textbook
 * distribution. (Of many clients times the same messages it has not: each phase and each instant comes in many pairs.)
 */
export async function* checkUniform(bench: ProofBench): AsyncIterable<ProofRow> {
  const { periodUs, ratePerSecond: rate, seconds } = uniform;
  const { result, directory } = await bench.run(
    `name: uniform
seed: 3
transport: short-poll
clients: { count: 1, rampUp: 0s }
publish: { rate: ${rate}/s, arrivals: poisson }
warmUp: 2s
duration: ${seconds}s
drain: 2s
poll: { period: ${periodUs}us }
`,
    '--no-report',
  );
  const trial = result.trials[0];
  if (trial === undefined) throw new Error('the run has no trial');
  const text = await readFile(join(directory, trial.files.histograms), 'utf8');
  const encoded = (JSON.parse(text) as HistogramsFile).histograms.delivery;
  if (encoded === undefined) throw new Error('nothing was delivered');
  const latencies = LatencyHistogram.decode(encoded);
  // Every poll comes back a round trip after it was due: the whole distribution is later by that.
  const floorUs = trial.responseTimeUs.p50 ?? Number.NaN;
  yield {
    subject: `short-poll, 1 client, period 1 s, ${latencies.count} messages at Poisson instants`,
    quantity: 'Kolmogorov–Smirnov distance from U(0, P) + round trip',
    unit: '',
    predicted: 0,
    measured: measureDistance(latencies, floorUs, periodUs),
    tolerance: 1.628 / Math.sqrt(latencies.count),
  };
}

/** Largest distance of the distribution function from that of U(floor, floor + period), on both sides of every step. */
function measureDistance(latencies: LatencyHistogram, floorUs: number, periodUs: number): number {
  const { count } = latencies;
  let most = 0;
  for (let rank = 1; rank <= count; rank++) {
    const valueUs = latencies.valueAt(rank / count) ?? Number.NaN;
    const share = Math.min(1, Math.max(0, (valueUs - floorUs) / periodUs));
    most = Math.max(most, Math.abs(share - rank / count), Math.abs(share - (rank - 1) / count));
  }
  return most;
}

/** Many clients, and a rate that shares no divisor with the period. */
async function* checkManyPollers(bench: ProofBench): AsyncIterable<ProofRow> {
  const { result } = await bench.run(
    `name: pollers
seed: 4
transport: short-poll
clients: { count: 100, rampUp: 500ms }
publish: { rate: 37/s }
warmUp: 1s
duration: 8s
drain: 2s
poll: { period: 1s }
`,
    '--no-report',
  );
  const subject = 'short-poll, 100 clients, period 1 s, 37 messages/s';
  const latency = result.trials[0]?.deliveryLatencyUs;
  yield row(subject, 'deliveryLatencyUs.p50 = P/2', 'µs', 500_000, latency?.p50 ?? null);
  yield row(subject, 'deliveryLatencyUs.p99 = 0.99 P', 'µs', 990_000, latency?.p99 ?? null);
}

/** 2 %, or 1 ms where that is more. */
function row(
  subject: string,
  quantity: string,
  unit: string,
  predicted: number,
  measured: number | null,
): ProofRow {
  return { subject, quantity, unit, predicted, measured, tolerance: Math.max(1_000, predicted * 0.02) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
