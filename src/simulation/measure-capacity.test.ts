import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import type { LoadedTrial } from '../storage/loaded-run.js';
import type { TimelineRow } from '../storage/result.js';
import { makeStormRow } from '../storage/testing/make-storm-row.js';
import { measureCapacity } from './measure-capacity.js';

const [base] = makeRun({ transports: ['websocket'] }).trials;
if (base === undefined) throw new Error('the fixture has no trial');
const template: TimelineRow | undefined = base.timeline[0];

/** A recovery in bins of 100 ms: [returns, reading of the accept queue, server CPU share], after ten idle bins. */
function recover(bins: readonly (readonly [number, number | null, number | null])[]): LoadedTrial {
  const row = (at: number, more: Partial<TimelineRow>): TimelineRow => ({
    ...(template as TimelineRow),
    atUs: at * 100_000,
    disconnected: 0,
    ...more,
  });
  const idle = Array.from({ length: 10 }, (_, at) =>
    row(at, { phase: 'steady', serverCpuShare: 0.1, listenQueue: 0, subscribed: 0 }),
  );
  const busy = bins.map(([subscribed, listenQueue, serverCpuShare], at) =>
    row(10 + at, { phase: 'recovery', subscribed, listenQueue, serverCpuShare }),
  );
  const storm = busy.map(({ atUs, subscribed }) => makeStormRow(atUs, { subscribed }));
  return { ...(base as LoadedTrial), timeline: [...idle, ...busy], storm };
}

describe('the service rate', () => {
  it('is that of the bins between readings of a filled queue', () => {
    const trial = recover([
      [10, 0, 0.5],
      [40, 300, 0.9],
      [42, null, 0.9],
      [38, 200, 0.9],
      [40, 100, 0.9],
      [7, 0, 0.5],
    ]);
    // 40 + 42 + 38 in 300 ms; the bin of the last reading above 0 may have run dry.
    expect(measureCapacity(trial).servicePerSecond.value).toBeCloseTo(400, 6);
  });

  it('cannot be had when the queue was never filled, or too briefly', () => {
    for (const bins of [
      [[40, 0, 0.5] as const, [40, 0, 0.5] as const],
      [[40, 9, 0.5] as const, [40, 9, 0.5] as const, [40, 0, 0.5] as const],
    ]) {
      expect(measureCapacity(recover(bins)).servicePerSecond).toMatchObject({ why: expect.any(String) });
    }
  });
});

describe('the CPU time of a handshake', () => {
  it('is what the server used beyond the steady state, for each return', () => {
    const trial = recover([
      [100, 0, 0.6],
      [100, 0, 0.3],
      [0, 0, 0.9],
    ]);
    // 50 % + 20 % of 100 ms for 200 returns; a bin without returns says nothing about them.
    expect(measureCapacity(trial).handshakeUs.value).toBeCloseTo(350, 6);
  });

  it('cannot be had from a server whose CPU is unknown', () => {
    expect(measureCapacity(recover([[100, 0, null]])).handshakeUs.value).toBeUndefined();
  });
});

describe("the load generator's rate", () => {
  const wave = (attempts: readonly number[], predicted: readonly number[]): LoadedTrial => ({
    ...(base as LoadedTrial),
    storm: attempts.map((firstAttempts, at) =>
      makeStormRow(at * 10_000, { attempts: firstAttempts, firstAttempts, predicted: predicted[at] ?? 0 }),
    ),
  });

  it('is that of first attempts that were all due at once', () => {
    const rate = measureCapacity(wave([5, 100, 110, 90, 10], [315])).generatorAttemptsPerSecond;
    expect(rate.value).toBeCloseTo(10_000, 6);
  });

  it('cannot be had when the policy spread them', () => {
    const even = Array<number>(100).fill(10);
    expect(measureCapacity(wave(even, even)).generatorAttemptsPerSecond.value).toBeUndefined();
  });
});
