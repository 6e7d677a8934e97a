import { kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialResult } from '../../src/storage/result.js';
import { hostClock } from '../../src/system/clock.js';
import type { ProofBench, ProofRow } from '../proof-row.js';
import { startStagedRun } from '../stage/staged-run.js';
import { compareLatencies, compareTime } from './latency-rows.js';
import { listDueUs } from './list-due.js';
import { measureFloorUs } from './measure-floor.js';
import { predictPushLatencies, type Stall } from './predict-stalled-latency.js';

const clients = 4;
/** Long against the few milliseconds that a backlog takes to be sent, with few messages in it. */
const stopMs = 1_500;
const undecidedUs = 1_500;
const tries = 4;

/**
 * The other side of omission: the *publisher* stands still (SIGSTOP), and what fell due meanwhile is sent late. Latency from
 * the due instant has that wait in it; latency from the instant of sending would hide it.
 */
export async function* checkLatePublisher(bench: ProofBench): AsyncIterable<ProofRow> {
  const floorUs = await measureFloorUs(bench, 'websocket');
  const { trial, stop } = await runDecided(bench);
  const subject = `websocket, publisher stopped for ${stopMs} ms`;
  const waits = predictPushLatencies(listDueUs(trial), [stop]).map((waitUs) => waitUs + floorUs);
  yield* compareLatencies(subject, trial, Array.from({ length: clients }, () => waits).flat());
  yield compareTime(subject, 'sendLagUs.max', 'µs', Math.max(...waits) - floorUs, trial.sendLagUs.max);
}

interface StoppedRun {
  readonly trial: TrialResult;
  /** When the publisher stood still. */
  readonly stop: Stall;
}

/** Runs until no message falls due so near to the stop that it may have been sent before it or not. */
async function runDecided(bench: ProofBench): Promise<StoppedRun> {
  for (let left = tries; left > 0; left--) {
    const run = await runStopped(bench);
    if (listDueUs(run.trial).every((dueUs) => Math.abs(dueUs - run.stop.fromUs) >= undecidedUs)) return run;
  }
  throw new Error(`in ${tries} runs a message fell due just as the publisher was stopped`);
}

async function runStopped(bench: ProofBench): Promise<StoppedRun> {
  const run = await startStagedRun(
    bench.directory,
    `name: late-publisher
transport: websocket
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 10/s }
warmUp: 300ms
duration: 6s
drain: 1s
`,
    { args: ['--no-report'] },
  );
  const publisher = await run.findProcess('publisher');
  await run.inPhase('steady');
  await sleep(1_000);
  const fromUs = hostClock.nowUs();
  kill(publisher.pid, 'SIGSTOP');
  await sleep(stopMs);
  kill(publisher.pid, 'SIGCONT');
  const toUs = hostClock.nowUs();
  const { result } = await run.ended;
  const [trial] = result?.trials ?? [];
  if (trial === undefined) throw new Error('the run has no trial');
  return { trial, stop: { fromUs, toUs } };
}
