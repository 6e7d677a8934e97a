import { describe, expect, it } from 'vitest';
import { makeServerSample } from '../analysis/testing/make-measurement.js';
import { TrialLog } from './trial-log.js';

const originUs = 5_000_000;

function openLog(): TrialLog {
  return new TrialLog(
    1,
    () => 'steady',
    () => undefined,
  );
}

describe('TrialLog', () => {
  it('counts what comes by the host’s clock from the common start', () => {
    const log = openLog();
    log.begin(originUs, 'then');
    log.noteBarrier(true, 7, originUs + 1);
    log.addServerSample(makeServerSample(originUs + 2, { reapings: [{ atUs: originUs + 3, by: 'ping' }] }));
    log.addServerCost({ atUs: originUs + 4, life: 1, cpuUs: 9, rssBytes: 9 });
    log.addKernelSample({ established: 7, listenQueue: 0 }, originUs + 5);
    expect(log.finish([])).toMatchObject({
      startedAt: 'then',
      originUs,
      barrier: { reached: true, subscribed: 7, atUs: 1 },
      serverSamples: [{ atUs: 2, reapings: [{ atUs: 3 }] }],
      serverCosts: [{ atUs: 4 }],
      kernelSamples: [{ atUs: 5, established: 7 }],
    });
  });

  it('drops readings of before the common start', () => {
    const log = openLog();
    log.addServerSample(makeServerSample(originUs - 1, { connections: 3 }));
    log.addServerCost({ atUs: originUs - 1, life: 1, cpuUs: 9, rssBytes: 9 });
    log.begin(originUs, 'then');
    expect(log.finish([])).toMatchObject({ serverSamples: [], serverCosts: [] });
  });

  it('knows what the server counted last', () => {
    const log = openLog();
    expect([log.connectionsHeld, log.serverReadings]).toEqual([0, 0]);
    for (const connections of [3, 5]) log.addServerSample(makeServerSample(1, { connections }));
    expect([log.connectionsHeld, log.serverReadings]).toEqual([5, 2]);
  });
});
