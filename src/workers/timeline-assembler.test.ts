import { describe, expect, it } from 'vitest';
import { type ActivityRow, emptyActivityRow } from '../metrics/activity.js';
import { BinLatencies } from '../metrics/bin-latencies.js';
import type { ServerSample } from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { TimelineRow } from '../storage/result.js';
import type { LoadTick } from './messages.js';
import { TimelineAssembler } from './timeline-assembler.js';

const ms = 1_000;

function setUp(workers = 1, phaseAt: (atUs: number) => PhaseName = () => 'steady') {
  const rows: TimelineRow[] = [];
  return { rows, timeline: new TimelineAssembler(workers, phaseAt, (more) => void rows.push(...more)) };
}

function tick(completeUs: number, more: Partial<LoadTick> = {}): LoadTick {
  return {
    worker: 0,
    completeUs,
    activity: [],
    latencies: [],
    subscribed: 0,
    delivered: 0,
    gaveUp: 0,
    reached: 0,
    lastFailure: undefined,
    ...more,
  };
}

const row = (bin: number, more: Partial<ActivityRow>): ActivityRow => ({ ...emptyActivityRow(bin), ...more });

function sample(atUs: number, more: Partial<ServerSample> = {}): ServerSample {
  return {
    atUs,
    life: 1,
    connections: 3,
    cpuUs: 0,
    rssBytes: 1_000,
    loopDelayMaxUs: 50,
    evictedByBytes: 0,
    outOfDescriptors: false,
    ...more,
  };
}

describe('load', () => {
  it('sums ten activity bins into a row, over all workers', () => {
    const { rows, timeline } = setUp(2);
    timeline.addLoad(
      tick(500 * ms, {
        activity: [
          row(0, { attempts: 1, subscribed: 1 }),
          row(9, { delivered: 4 }),
          row(10, { delivered: 7 }),
        ],
      }),
    );
    timeline.addLoad(
      tick(500 * ms, {
        worker: 1,
        activity: [row(9, { delivered: 2, failed: 1 }), row(19, { subscribed: 1, disconnected: 2 })],
      }),
    );
    expect(rows).toMatchObject([
      { atUs: 0, attempts: 1, subscribed: 1, delivered: 6, failed: 1, disconnected: 0, clientsConnected: 1 },
      {
        atUs: 100 * ms,
        attempts: 0,
        subscribed: 1,
        delivered: 7,
        failed: 0,
        disconnected: 2,
        clientsConnected: 0,
      },
    ]);
    expect(timeline.listActivity().map(({ bin, delivered }) => [bin, delivered])).toEqual([
      [0, 0],
      [9, 6],
      [10, 7],
      [19, 0],
    ]);
  });

  it('takes percentiles of the latencies of all workers together', () => {
    const { rows, timeline } = setUp(2);
    const pairsOf = (values: number[]) => {
      const bin = new BinLatencies();
      for (const value of values) bin.record(value);
      return bin.take();
    };
    timeline.addLoad(tick(400 * ms, { latencies: [{ bin: 0, ...pairsOf([10, 20, 30]) }] }));
    timeline.addLoad(tick(400 * ms, { worker: 1, latencies: [{ bin: 0, ...pairsOf([40, 50, 123_456]) }] }));
    expect(rows).toMatchObject([{ latencyP50Us: 30, latencyP99Us: 123_456, latencyMaxUs: 123_456 }]);
  });

  it('has no latency where nothing was delivered', () => {
    const { rows, timeline } = setUp();
    timeline.addLoad(tick(400 * ms));
    expect(rows).toMatchObject([{ latencyP50Us: null, latencyP99Us: null, latencyMaxUs: null }]);
  });
});

describe('emission', () => {
  it('waits for the slowest worker and for readings that come late', () => {
    const { rows, timeline } = setUp(2);
    timeline.addLoad(tick(5_000 * ms));
    expect(rows).toHaveLength(0);
    timeline.addLoad(tick(500 * ms, { worker: 1 }));
    expect(rows.map(({ atUs }) => atUs)).toEqual([0, 100 * ms]);
    timeline.addLoad(tick(600 * ms, { worker: 1 }));
    expect(rows.map(({ atUs }) => atUs)).toEqual([0, 100 * ms, 200 * ms]);
  });

  it('hands every row on once and in order, to the bin in which the trial ended', () => {
    const { rows, timeline } = setUp();
    timeline.addLoad(tick(700 * ms, { activity: [row(75, { delivered: 5 })] }));
    timeline.finish(752 * ms);
    timeline.finish(752 * ms);
    expect(rows.map(({ atUs }) => atUs / ms)).toEqual([0, 100, 200, 300, 400, 500, 600, 700]);
    expect(rows.at(-1)).toMatchObject({ delivered: 5 });
  });

  it('has as many rows as bins for a trial that ends with a bin', () => {
    const { rows, timeline } = setUp();
    timeline.finish(800 * ms);
    expect(rows).toHaveLength(8);
  });

  it('asks for the phase of each bin’s beginning', () => {
    const { rows, timeline } = setUp(1, (atUs) => (atUs < 150 * ms ? 'ramp' : 'drain'));
    timeline.finish(300 * ms);
    expect(rows.map(({ phase }) => phase)).toEqual(['ramp', 'ramp', 'drain']);
  });
});

describe('readings', () => {
  it('go to the bin they fall into, the last one of a bin counts, and a bin without one is null', () => {
    const { rows, timeline } = setUp();
    timeline.serverSamples.push(
      sample(20 * ms, { connections: 1 }),
      sample(99 * ms, { connections: 2 }),
      sample(200 * ms, { connections: 4 }),
    );
    timeline.kernelSamples.push({ atUs: 150 * ms, established: 9, listenQueue: 3 });
    timeline.finish(300 * ms);
    expect(rows.map(({ serverConnections }) => serverConnections)).toEqual([2, null, 4]);
    expect(rows.map(({ kernelConnections, listenQueue }) => [kernelConnections, listenQueue])).toEqual([
      [null, null],
      [9, 3],
      [null, null],
    ]);
    expect(rows[0]).toMatchObject({ serverRssBytes: 1_000, serverLoopDelayMaxUs: 50 });
  });

  it('give the CPU share since the reading before, but not across lives of the server', () => {
    const { rows, timeline } = setUp();
    timeline.serverSamples.push(
      sample(50 * ms, { cpuUs: 5_000 }),
      sample(150 * ms, { cpuUs: 55_000 }),
      sample(250 * ms, { cpuUs: 2_000, life: 2 }),
      sample(450 * ms, { cpuUs: 22_000, life: 2 }),
    );
    timeline.finish(500 * ms);
    expect(rows.map(({ serverCpuShare }) => serverCpuShare)).toEqual([null, 0.5, null, null, 0.1]);
  });
});

describe('publishing', () => {
  it('counts what was acknowledged since the last report, in the bin of the report', () => {
    const { rows, timeline } = setUp();
    timeline.addPublished(10 * ms, 3);
    timeline.addPublished(90 * ms, 5);
    timeline.addPublished(210 * ms, 9);
    timeline.finish(300 * ms);
    expect(rows.map(({ published }) => published)).toEqual([5, 0, 4]);
  });
});
