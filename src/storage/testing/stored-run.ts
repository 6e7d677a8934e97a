import { makeRun } from '../../../test/fixtures/make-run.js';
import { SquallError } from '../../errors.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { LoadedTrial } from '../loaded-run.js';
import type { RunResult } from '../result.js';
import { RunWriter, type TrialFiles } from '../write-run.js';

/** An invented run to write and read back. */
export const fixture = makeRun({ transports: ['websocket', 'sse'], clients: 20 });
/** The one histogram that every trial of it is given. */
export const delivery = new LatencyHistogram();
for (let value = 1; value <= 500; value++) delivery.record(value * 17);

/** The run as it stands before its first trial. */
export function beginResult(): RunResult {
  const { run } = fixture.result;
  return { ...fixture.result, run: { ...run, status: 'running', endedAt: null }, trials: [] };
}

export function filesOf(trial: LoadedTrial): TrialFiles {
  return {
    storm: trial.storm,
    clients: [
      {
        client: 0,
        subscribedAtUs: null,
        firstDue: null,
        expected: 0,
        delivered: 0,
        lost: 2,
        duplicate: 0,
        outOfOrder: 0,
        recovered: 0,
        lostSequences: '3-4',
        connections: 0,
        attempts: 7,
        delays: 6,
        delayDigest: 99,
      },
    ],
    histograms: {
      unit: 'us',
      encoding: 'HdrHistogram V2 compressed base64',
      histograms: { delivery: delivery.encode() },
    },
    intervals: [
      { tag: 'sse.delivery.steady', startUs: 0, lengthUs: 1_000_000, histogram: delivery.encode() },
    ],
    publisher: {
      due: 5,
      gapDigest: 1,
      sent: '0-4',
      acknowledged: '0-3',
      refused: '',
      unconfirmed: '4',
      accepted: '0-3',
    },
  };
}

/** Writes the fixture as a run does; returns the folder it is in. */
export async function writeWhole(folder: string): Promise<string> {
  const writer = await RunWriter.open(folder, beginResult());
  for (const trial of fixture.trials) {
    const timeline = await writer.openTimeline(trial.result.files.timeline);
    for (const row of trial.timeline) timeline.append([row]);
    await timeline.close();
    await writer.addTrial(trial.result, filesOf(trial));
  }
  await writer.end('complete', fixture.result.run.endedAt ?? '');
  return writer.directory;
}

/** The code of the error that the work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  return error instanceof SquallError ? error.code : String(error);
}
