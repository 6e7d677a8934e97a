import { describe, expect, it, vi } from 'vitest';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import type { LoadTick } from './messages.js';
import { TrialMonitor } from './trial-monitor.js';

function setUp(clients = 10, workers = 2): TrialMonitor {
  return new TrialMonitor(
    makeScenario({ clients: { count: clients, rampUpUs: 0, subscribeWithinUs: 0 } }),
    workers,
  );
}

function tick(worker: number, more: Partial<LoadTick> = {}): LoadTick {
  return {
    worker,
    completeUs: 0,
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

describe('TrialMonitor', () => {
  it('adds up the last report of every worker', () => {
    const monitor = setUp();
    monitor.addTick(tick(0, { subscribed: 3, delivered: 5 }));
    monitor.addTick(tick(1, { subscribed: 4, delivered: 6 }));
    monitor.addTick(tick(0, { subscribed: 6, delivered: 9 }));
    expect(monitor).toMatchObject({ subscribed: 10, delivered: 15, allSubscribed: true });
  });

  it('is complete up to the slowest worker, and not at all before all have reported', () => {
    const monitor = setUp();
    monitor.addTick(tick(0, { completeUs: 900 }));
    expect(monitor.completeUs).toBe(0);
    monitor.addTick(tick(1, { completeUs: 700 }));
    expect(monitor.completeUs).toBe(700);
  });

  it('misses what accepted messages still owe to clients, never less than nothing', () => {
    const monitor = setUp();
    monitor.acknowledged = 2;
    expect(monitor.missing).toBe(20);
    monitor.addTick(tick(0, { delivered: 15 }));
    expect(monitor.missing).toBe(5);
    monitor.addTick(tick(1, { delivered: 15 }));
    expect(monitor.missing).toBe(0);
  });

  it('expects no more clients than have not given up', () => {
    const monitor = setUp();
    expect(monitor.expectable).toBe(10);
    monitor.addTick(tick(0, { gaveUp: 2 }));
    monitor.addTick(tick(1, { gaveUp: 1 }));
    expect(monitor.expectable).toBe(7);
  });

  it('tells progress since the last time it was asked', () => {
    const monitor = setUp();
    expect(monitor.takeProgress()).toEqual({ delivered: 0, worstLatencyUs: null });
    monitor.addTick(
      tick(0, {
        delivered: 4,
        latencies: [
          { bin: 0, pairs: [], maxUs: 80 },
          { bin: 1, pairs: [], maxUs: 30 },
        ],
      }),
    );
    monitor.addTick(tick(1, { delivered: 2, latencies: [{ bin: 0, pairs: [], maxUs: 50 }] }));
    expect(monitor.takeProgress()).toEqual({ delivered: 6, worstLatencyUs: 80 });
    expect(monitor.takeProgress()).toEqual({ delivered: 0, worstLatencyUs: null });
  });

  it('wakes those whose condition has come to hold, once, and leaves the others waiting', async () => {
    const monitor = setUp();
    const [all, some] = [vi.fn(), vi.fn()];
    const waiting = [
      monitor.when(() => monitor.allSubscribed).then(all),
      monitor.when(() => monitor.subscribed > 0).then(some),
    ];
    monitor.addTick(tick(0, { subscribed: 1 }));
    await waiting[1];
    expect(all).not.toHaveBeenCalled();
    monitor.addTick(tick(1, { subscribed: 9 }));
    await waiting[0];
    expect([all.mock.calls.length, some.mock.calls.length]).toEqual([1, 1]);
  });

  it('does not wait for what holds already', async () => {
    await expect(setUp(0).when(() => true)).resolves.toBeUndefined();
  });
});
