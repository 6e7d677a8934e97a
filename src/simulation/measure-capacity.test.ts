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
  const rowAt = (at: number, more: Partial<TimelineRow>): TimelineRow => ({
    ...(template as TimelineRow),
    atUs: at * 100_000,
    disconnected: 0,
    ...more,
  });
  const idle = Array.from({ length: 10 }, (_, at) =>
    rowAt(at, { phase: 'steady', serverCpuShare: 0.1, listenQueue: 0, subscribed: 0 }),
  );
  const busy = bins.map(([subscribed, listenQueue, serverCpuShare], at) =>
    rowAt(10 + at, { phase: 'recovery', subscribed, listenQueue, serverCpuShare }),
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

  it('is that of the time in which many waited, where the queue tells nothing', () => {
    const readyAtUs = base.result.faults[0]?.readyAtUs ?? Number.NaN;
    const { disconnected } = base.result.storm;
    const atBin = (bin: number) => Math.ceil(readyAtUs / 10_000) * 10_000 + bin * 10_000;
    // All knock at once; 2 are back every 10 ms, but nobody in one of the bins, which has no row.
    const served = Array.from({ length: 60 }, (_, at) => at).filter((bin) => bin !== 20);
    const storm = [
      makeStormRow(atBin(0), { attempts: disconnected }),
      ...served.map((bin) => makeStormRow(atBin(1 + bin), { subscribed: 2 })),
    ];
    const trial = { ...recover([[0, 0, 0]]), storm };
    expect(measureCapacity(trial).servicePerSecond.value).toBeCloseTo((59 * 2) / 0.6, 6);
    const { result } = trial;
    const dropped = { ...trial, result: { ...result, server: { ...result.server, listenOverflows: 3 } } };
    expect(measureCapacity(dropped).servicePerSecond.value).toBeUndefined();
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
