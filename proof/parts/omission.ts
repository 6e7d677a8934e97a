import { join } from 'node:path';
import { validityLimits } from '../../src/analysis/validity/validity-limits.js';
import { createPollGrid } from '../../src/schedule/poll-grid.js';
import type { TrialResult } from '../../src/storage/result.js';
import { type TransportName, transportNames } from '../../src/wire/transport-names.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';
import { checkLatePublisher } from '../stalls/check-late-publisher.js';
import { checkManyPollers, checkUniform } from '../stalls/check-uniform.js';
import { compareLatencies, compareTime } from '../stalls/latency-rows.js';
import { listDueUs } from '../stalls/list-due.js';
import { measureFloorUs } from '../stalls/measure-floor.js';
import {
  predictPolls,
  predictPushLatencies,
  predictShortPollLatencies,
  type Stall,
} from '../stalls/predict-stalled-latency.js';
import { readStalls } from '../stalls/read-stalls.js';

const seed = 5;
const clients = 4;
/** Few, so that what has piled up in a stall is read and handed out in a time that does not matter. */
const ratePerSecond = 10;
const pollPeriodUs = 400_000;
/** A message due this close to the beginning of a stall may have passed before or not: the log of stalls cannot tell. */
const undecidedUs = 1_500;
/** A poll due this close to a message, or to the beginning of a stall, may have come before it or not: nothing tells which. */
const undecidedPollUs = 3_000;
const tries = 6;

/** How the server stalls, and a measured part that has a stall in about a quarter of it, so that p90 lies well among the stalled. */
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
    yield* checkLatePublisher(bench);
    for (const transport of transportNames)
      yield* checkStalls(bench, transport, { stall: '1s/10s', warmUpMs: 6_500, windowMs: 4_000 });
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
    quantity: 'sendLagUs.p90; allowed: the limit of the validity rule',
    unit: 'µs',
    predicted: 0,
    measured: trial.sendLagUs.p90,
    // A publisher that waited for the server would be late by what is left of the stall, and a quarter of the messages fall
    // due in one; of so few messages the 99th percentile is one single waking up.
    tolerance: validityLimits.sendLagP99Us,
  };
  if (transport === 'short-poll') yield* comparePolls(subject, trial, stalls);
}

interface StalledRun {
  readonly trial: TrialResult;
  /** What a message takes on this transport when nothing stalls, measured just before. */
  readonly floorUs: number;
  readonly stalls: readonly Stall[];
}

/** Runs until no message falls due where the log of stalls leaves open whether it was stalled. */
async function runDecided(
  bench: ProofBench,
  transport: TransportName,
  extent: StallExtent,
): Promise<StalledRun> {
  const floorUs = await measureFloorUs(bench, transport);
  for (let left = tries; left > 0; left--) {
    const run = { ...(await runStalled(bench, transport, extent)), floorUs };
    const dueUs = listDueUs(run.trial);
    const isNear = ({ fromUs }: Stall): boolean => dueUs.some((due) => Math.abs(due - fromUs) < undecidedUs);
    if (run.stalls.some(isNear)) continue;
    const met = [...dueUs, ...run.stalls.map(({ fromUs }) => fromUs)];
    if (transport !== 'short-poll' || !meetsPolls(run.trial, met)) return run;
  }
  throw new Error(
    `in ${tries} runs a message or a poll fell due just as the server stopped, or both at one time`,
  );
}

/**
 * Whether some client polls at one of these instants, when a message falls due or a stall begins. Its period is a multiple of
 * the messages', so it then meets them always.
 */
function meetsPolls(trial: TrialResult, instantsUs: readonly number[]): boolean {
  return listPhases(trial.originUs ?? Number.NaN).some((phaseUs) =>
    instantsUs.some((instantUs) => {
      const sinceUs = (((instantUs - phaseUs) % pollPeriodUs) + pollPeriodUs) % pollPeriodUs;
      return Math.min(sinceUs, pollPeriodUs - sinceUs) < undecidedPollUs;
    }),
  );
}

async function runStalled(
  bench: ProofBench,
  transport: TransportName,
  { stall, warmUpMs, windowMs }: StallExtent,
): Promise<Omit<StalledRun, 'floorUs'>> {
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
  );
  const trial = result.trials[0];
  if (trial === undefined) throw new Error('the stalled run has no trial');
  return { trial, stalls: await readStalls(join(directory, 'trials', trial.id, 'flaws.jsonl')) };
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
  yield compareTime(subject, 'responseTimeUs.max', 'µs', Math.max(...responses), trial.responseTimeUs.max);
  yield {
    ...compareTime(subject, 'skippedPolls', '', sum(polls.map(({ skipped }) => skipped)), trial.skippedPolls),
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

/** The phases are part of the plan: they come from the seed, and what is looked at is what became of them. */
function listPhases(originUs: number): number[] {
  const grid = createPollGrid(seed, pollPeriodUs, originUs);
  return Array.from({ length: clients }, (_, client) => originUs + grid.phaseUs(client));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
