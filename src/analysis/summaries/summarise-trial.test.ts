import { describe, expect, it } from 'vitest';
import { countCauses } from '../../metrics/end-causes.js';
import { makeScenario, makeTrial } from '../../scenario/testing/make-scenario.js';
import { trialSchema } from '../../storage/result.js';
import {
  makeActivity,
  makeFault,
  makeHistogram,
  makeLedger,
  makeLoad,
  makeMeasurement,
  makePublishLog,
  makeServerSample,
} from '../testing/make-measurement.js';
import { worstPauses } from './generator-health.js';
import { summariseTrial } from './summarise-trial.js';

/** Publishing begins 2 s after the common start; message i is due 10 ms after the one before. */
const firstDueAfter = (hostUs: number): number =>
  Math.min(800, Math.max(0, Math.ceil((hostUs - 1_002_000_000) / 10_000)));

/** Two clients, 800 messages, one crash; client 1 is not back at the end. */
const measurement = makeMeasurement({
  faults: [makeFault()],
  publishLog: makePublishLog({
    due: 800,
    sent: [0, 199, 300, 799],
    acknowledged: [0, 198, 300, 799],
    refused: [200, 299],
    unconfirmed: [199, 199],
    sendLag: {
      'warm-up': makeHistogram([5_000]).encode(),
      steady: makeHistogram([10, 30]).encode(),
      drain: makeHistogram([20]).encode(),
    },
  }),
  load: makeLoad({
    histograms: new Map([
      // With the three below one for each of the 851 deliveries.
      ['delivery.warm-up', makeHistogram(Array.from({ length: 848 }, () => 9_999_999))],
      ['delivery.steady', makeHistogram([1_000, 2_000])],
      ['delivery.recovery', makeHistogram([6_000])],
      ['connect', makeHistogram([700, 900])],
      ['reconnect', makeHistogram([300])],
    ]),
    bytes: {
      received: 1_000,
      sent: 200,
      setup: 300,
      payload: 600,
      compression: 0,
      framing: 200,
      requests: 40,
      heartbeats: 50,
      emptyPolls: 10,
    },
    failures: { ...countCauses(), refused: 4, timeout: 1 },
    returnFailures: { ...countCauses(), refused: 4 },
    opened: 3,
    disconnected: 2,
    returned: 1,
    returnAttempts: 6,
    skippedPolls: 9,
    ledgers: [
      makeLedger(0, {
        delivered: [0, 199, 300, 799],
        duplicate: 2,
        outOfOrder: 1,
        recovered: 50,
        subscribedAtUs: 1_000_500_000,
      }),
      makeLedger(1, { delivered: [0, 150], presentAtEnd: false, subscribedAtUs: 1_001_000_000 }),
    ],
    scheduling: 'preferred',
    health: [
      {
        steady: {
          utilisation: 0.2,
          elapsedUs: 1,
          stallMaxUs: 40,
          cpuUs: 1_000_000,
          gcLongestUs: 30,
          gcTotalUs: 90,
        },
      },
    ],
  }),
  publisherHealth: {
    steady: { utilisation: 0.3, elapsedUs: 1, stallMaxUs: 20, cpuUs: 250_000, gcLongestUs: 0, gcTotalUs: 0 },
    outage: {
      utilisation: 0.9,
      elapsedUs: 1,
      stallMaxUs: 99_000,
      cpuUs: 250_000,
      gcLongestUs: 7,
      gcTotalUs: 8,
    },
  },
  activity: [makeActivity(50, { subscribed: 2 }), makeActivity(400, { disconnected: 2, returnAttempts: 6 })],
  serverSamples: [
    makeServerSample(1_000_000, { connections: 2, cpuUs: 0 }),
    makeServerSample(3_000_000, { connections: 2, cpuUs: 3_000 }),
  ],
});

const { result, account } = summariseTrial(makeTrial(), measurement, { firstDueAfter });

describe('summariseTrial', () => {
  it('gives what the result format asks for, and the same again', () => {
    expect(trialSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(summariseTrial(makeTrial(), measurement, { firstDueAfter }).result).toEqual(result);
  });

  it('balances the ledgers on the publisher’s clock', () => {
    expect(result.publisher).toEqual({
      due: 800,
      sent: 700,
      acknowledged: 699,
      refused: 100,
      unconfirmed: 1,
      evidenced: 1,
      scheduling: 'real-time',
      // 700 of the 800 due: 100 were refused.
      achievedShare: 0.875,
    });
    expect(result.ledger).toEqual({
      published: 700,
      accepted: 700,
      expected: 1_400,
      beyondDue: 0,
      delivered: 851,
      lost: 549,
      duplicate: 2,
      outOfOrder: 1,
      recovered: 50,
      lostByAbsent: 549,
      clientsWithLoss: 1,
      worstClientLost: 549,
    });
    expect(account.clients[1]?.lost.toString()).toBe('151-199 300-799');
  });

  it('reports the measured phases and leaves the warm-up apart', () => {
    expect(result.deliveryLatencyUs).toMatchObject({ count: 3, min: 1_000, max: 6_000, mean: 3_000 });
    expect(Object.keys(result.deliveryLatencyByPhaseUs)).toEqual(['warm-up', 'steady', 'recovery']);
    expect(result.sendLagUs).toMatchObject({ count: 3, max: 30 });
    expect(result.connectTimeUs).toMatchObject({ count: 2, max: 900 });
    expect(result.reconnectTimeUs).toMatchObject({ count: 1, max: 300 });
    expect(result.responseTimeUs).toMatchObject({ count: 0, p50: null });
  });

  it('divides bytes by what they were spent on', () => {
    expect(result.bytes).toMatchObject({
      overheadPerMessage: (1_000 + 200 - 600 - 300) / 851,
      setupPerConnection: 100,
      unaccounted: 0,
    });
  });

  it('sums up connections, storm and generator', () => {
    expect(result.connections).toMatchObject({
      opened: 3,
      failed: 5,
      peak: { clients: 2, server: 2, kernel: null },
    });
    expect(result.storm).toMatchObject({
      disconnected: 2,
      returned: 1,
      attempts: 6,
      failed: 4,
      amplification: 3,
    });
    expect(result.generator).toMatchObject({
      workers: 1,
      scheduling: 'preferred',
      cpuSeconds: 1.5,
      utilisationMax: 0.2,
      stallMaxUs: 40,
    });
    expect(result.server.cpuUsPerDelivered).toBe(1_000);
  });

  it('gives the pauses for garbage collection of each process by phase', () => {
    expect(result.generator.gcPauses).toEqual([
      { process: 'load worker 1', role: 'load', phases: { steady: { longestUs: 30, totalUs: 90 } } },
      {
        process: 'publisher',
        role: 'publisher',
        phases: { steady: { longestUs: 0, totalUs: 0 }, outage: { longestUs: 7, totalUs: 8 } },
      },
    ]);
    expect(worstPauses(result.generator, 'load')).toEqual({ longestUs: 30, totalUs: 90 });
    expect(worstPauses({ ...result.generator, gcPauses: [] }, 'load')).toEqual({
      longestUs: null,
      totalUs: null,
    });
  });

  it('passes verdicts and warnings on', () => {
    expect(result.validity.status).toBe('invalid');
    expect(result.validity.reasons.map(({ code }) => code)).toEqual(['RATE_NOT_ACHIEVED']);
    expect(result.warnings.map(({ code }) => code)).toEqual(['MESSAGES_LOST', 'CLIENTS_ABSENT']);
  });

  it('holds thresholds against the figures', () => {
    const threshold = { metric: 'lost', comparison: '==', value: 0, transport: undefined } as const;
    const scenario = makeScenario({
      thresholds: [
        { ...threshold, expression: 'lost == 0' },
        { ...threshold, expression: 'lost == 549', value: 549 },
      ],
    });
    const { thresholds } = summariseTrial(makeTrial(scenario), measurement, { firstDueAfter }).result;
    expect(thresholds.map(({ expression, holds, actual }) => [expression, holds, actual])).toEqual([
      ['lost == 0', false, 549],
      ['lost == 549', true, 549],
    ]);
  });

  it('of a trial in which nothing happened divides by nothing', () => {
    const empty = summariseTrial(makeTrial(), makeMeasurement({ interrupted: true }), {
      firstDueAfter: () => 0,
    }).result;
    expect(empty).toMatchObject({
      status: 'interrupted',
      bytes: { overheadPerMessage: null, setupPerConnection: null },
      generator: { utilisationMax: null, stallMaxUs: null },
      storm: { amplification: null, peakToMean: null, firstWavePerSecond: null },
      server: { cpuUsPerDelivered: null },
    });
    expect(trialSchema.safeParse(empty).success).toBe(true);
  });
});
