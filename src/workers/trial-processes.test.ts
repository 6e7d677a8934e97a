import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningServer, startServer } from '../../servers/server.js';
import { balanceLedgers } from '../analysis/summaries/ledger.js';
import { LoadRecorder } from '../load/load-recorder.js';
import { type ActivityKey, addActivity, emptyActivityRow } from '../metrics/activity.js';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { mergeSnapshots } from '../metrics/merge-snapshots.js';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import { lookUpDueTimes } from '../schedule/due-times.js';
import { hostClock } from '../system/clock.js';
import { until } from '../transports/testing/recording-handlers.js';
import { controlAddress } from '../wire/protocol.js';
import { Crew } from './crew.js';
import { LoadWorker } from './load-worker.js';
import type { Command, LoadTick, Report } from './messages.js';
import { PublisherWorker } from './publisher-worker.js';
import { openMemoryChannel } from './testing/memory-channel.js';

// The test process keeps the priority it has.
const raisePriority = vi.hoisted(() => vi.fn());
vi.mock('../system/raise-priority.js', () => ({ raisePriority, preferProcess: vi.fn() }));

const scenario = makeScenario({
  clients: { count: 7, rampUpUs: 20_000, subscribeWithinUs: 1_000_000 },
  publish: { ratePerSecond: 200, payloadBytes: 64, arrivals: 'regular' },
  reconnect: { ...makeScenario().reconnect, policy: 'fixed', delayUs: 20_000 },
});

const deliveries = vi.spyOn(LoadRecorder.prototype, 'recordDelivery');

let server: RunningServer;
beforeEach(async () => {
  deliveries.mockClear();
  raisePriority.mockClear();
  server = await startServer({ transport: 'websocket' });
});
afterEach(() => server.stop());

/** A crew whose processes are objects of this one. */
function hire(workers: number) {
  const ticks: LoadTick[] = [];
  const heard = { published: false, acknowledged: 0 };
  const crew = new Crew(
    workers,
    (role) => {
      const [near, far] = openMemoryChannel<Command, Report>();
      if (role === 'load') new LoadWorker(far, hostClock);
      else new PublisherWorker(far, hostClock);
      return { channel: near, kill: () => undefined };
    },
    {
      onLoadTick: (tick) => void ticks.push(tick),
      onPublisherTick: (_due, acknowledged) => {
        heard.acknowledged = acknowledged;
      },
      onCanaryRefused: () => undefined,
      onPublished: () => {
        heard.published = true;
      },
    },
  );
  const prepare = (): Promise<void> =>
    crew.prepare({
      scenario,
      tag: '00c0ffee',
      url: server.url,
      certificate: undefined,
      targetVariables: {},
      folder: '/',
      localAddresses: [],
      uplinkAddresses: [],
      controlAddress,
    });
  /** The last word of every worker on one of its totals. */
  const total = (of: 'subscribed' | 'delivered'): number =>
    [...new Map(ticks.map((tick) => [tick.worker, tick[of]])).values()].reduce(
      (sum, count) => sum + count,
      0,
    );
  return { crew, ticks, heard, prepare, total };
}

/** Ramp, forty messages over 200 ms, the finish; `amid` happens in the middle of publishing. */
async function perform(workers: number, amid: (crew: Crew) => void = () => undefined) {
  const { crew, ticks, heard, prepare, total } = hire(workers);
  await prepare();
  const originUs = hostClock.nowUs();
  crew.broadcast({ kind: 'start', atUs: originUs });
  await until(() => total('subscribed') === 7);
  const startUs = hostClock.nowUs() + 10_000;
  const publishing = { originUs: startUs, endUs: startUs + 200_000, measureFromUs: startUs + 50_000 };
  crew.broadcast({ kind: 'publish', ...publishing });
  crew.broadcast({ kind: 'phase', phase: 'steady' });
  await until(() => deliveries.mock.calls.length > 0);
  amid(crew);
  // Not when the reports have told of all deliveries: then no bin would be left open at the finish.
  await until(() => heard.published && deliveries.mock.calls.length >= 280);
  const findings = await crew.finish();
  return { ...findings, load: mergeSnapshots(findings.snapshots), ticks, publishing, originUs };
}

describe('a trial’s processes together', () => {
  it.each([1, 3])('deliver every message to every client, dealt out over %d workers', async (workers) => {
    const { load, snapshots, publishLog, publishing } = await perform(workers);
    expect(snapshots).toHaveLength(workers);
    expect(load.ledgers.map(({ client }) => client)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(publishLog).toMatchObject({
      due: 40,
      sent: [0, 39],
      acknowledged: [0, 39],
      refused: [],
      unconfirmed: [],
    });
    const { firstDueAfter } = lookUpDueTimes({
      ...publishing,
      ratePerSecond: 200,
      arrivals: 'regular',
      seed: 1,
    });
    for (const client of balanceLedgers(publishLog, load.ledgers, firstDueAfter).clients)
      expect(client).toMatchObject({ firstDue: 0, expected: 40, delivered: 40 });
    expect(load).toMatchObject({ opened: 7, disconnected: 0, returned: 0, foreign: 0, scheduling: 'normal' });
    expect(unaccountedBytes(load.bytes)).toBe(0);
    expect(load.bytes.payload).toBe(7 * 40 * 64);
  });

  it('report in bins what they hand in as sums, to the last one', async () => {
    const { load, ticks } = await perform(2);
    const sums = emptyActivityRow(0);
    for (const row of ticks.flatMap(({ activity }) => activity)) addActivity(sums, row);
    const expected: Partial<Record<ActivityKey, number>> = {
      delivered: 280,
      subscribed: 7,
      attempts: 7,
      disconnected: 0,
      failed: 0,
    };
    expect(sums).toMatchObject(expected);
    const inBins = ticks.flatMap(({ latencies }) =>
      latencies.flatMap(({ pairs }) => pairs.filter((_, at) => at % 2 === 1)),
    );
    expect(inBins.reduce((sum, count) => sum + count, 0)).toBe(280);
    const inHistograms = ['delivery.warm-up', 'delivery.steady'].map(
      (name) => load.histograms.get(name)?.count,
    );
    // Ten messages fall due before `measureFromUs`.
    expect(inHistograms).toEqual([70, 210]);
  });

  it('never report on a bin after they said it was complete', async () => {
    const { ticks } = await perform(2);
    const completeUs = new Map<number, number>();
    for (const tick of ticks) {
      const before = completeUs.get(tick.worker) ?? Number.NEGATIVE_INFINITY;
      expect(tick.completeUs).toBeGreaterThanOrEqual(before);
      for (const { bin } of tick.activity) expect((bin + 1) * 10_000).toBeGreaterThan(before);
      for (const { bin } of tick.latencies) expect((bin + 1) * 100_000).toBeGreaterThan(before);
      completeUs.set(tick.worker, tick.completeUs);
    }
  });

  it('cut the clients that are named, each in the worker that holds it', async () => {
    const { load } = await perform(3, (crew) => crew.cut([1, 4, 6], 'reset'));
    expect(load).toMatchObject({ disconnected: 3, returned: 3, returnAttempts: 3, opened: 10 });
    expect(load.ledgers.filter(({ connections }) => connections === 2).map(({ client }) => client)).toEqual([
      1, 4, 6,
    ]);
    expect(load.histograms.get('back.disconnect')?.summarise().min).toBeGreaterThanOrEqual(20_000);
  });
});

describe('a process told to do what it cannot', () => {
  it('says so when it is started before it was prepared, or given the other role', () => {
    const [near, far] = openMemoryChannel<Command, Report>();
    const worker = new LoadWorker(far, hostClock);
    expect(worker).toBeDefined();
    expect(() => far.receive({ kind: 'start', atUs: 0 })).toThrow('before it was prepared');
    expect(() => far.receive({ kind: 'prepare-publisher', brief: {} as never })).toThrow('told to publish');
    near.close();
  });
});

describe('the publisher’s process', () => {
  it('asks for priority once, and hands in an empty log when it never published', async () => {
    const { crew, prepare } = hire(1);
    await prepare();
    crew.broadcast({ kind: 'start', atUs: hostClock.nowUs() });
    const { publishLog } = await crew.finish();
    expect(raisePriority).toHaveBeenCalledOnce();
    expect(publishLog.due).toBe(0);
  });
});
