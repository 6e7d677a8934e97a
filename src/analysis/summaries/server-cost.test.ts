import { describe, expect, it } from 'vitest';
import { makeMeasurement, makeServerSample } from '../testing/make-measurement.js';
import { sumServerCost } from './server-cost.js';

/** Two lives: the first is killed at 5 s, the second has used 300 ms of CPU before its first reading. */
const lives = makeMeasurement({
  serverStarts: 2,
  serverSamples: [
    makeServerSample(1_000_000, { cpuUs: 100_000, rssBytes: 50, loopDelayMaxUs: 900 }),
    makeServerSample(2_500_000, { cpuUs: 400_000, rssBytes: 80, loopDelayMaxUs: 100 }),
    makeServerSample(4_900_000, { cpuUs: 600_000, rssBytes: 90, loopDelayMaxUs: 200 }),
    makeServerSample(6_000_000, { life: 2, cpuUs: 300_000, rssBytes: 70, loopDelayMaxUs: 300 }),
    makeServerSample(9_000_000, { life: 2, cpuUs: 500_000, rssBytes: 75, loopDelayMaxUs: 400 }),
  ],
});

describe('sumServerCost', () => {
  it('adds up the CPU time of all lives', () => {
    expect(sumServerCost(lives, 0)).toMatchObject({ cpuSeconds: 1.1, rssPeakBytes: 90, starts: 2 });
  });

  it('charges deliveries with what was used from the first steady phase on', () => {
    // 300 + 200 ms of the first life since 1 s; of the second what came after its first reading, not its start.
    expect(sumServerCost(lives, 1_000).cpuUsPerDelivered).toBe(700);
    expect(sumServerCost(lives, 0).cpuUsPerDelivered).toBeNull();
    expect(sumServerCost({ ...lives, phases: [] }, 10).cpuUsPerDelivered).toBeNull();
  });

  it('takes percentiles of the longest delay in each reading', () => {
    expect(sumServerCost(lives, 1).loopDelayUs).toEqual({ p50: 300, p99: 900, max: 900 });
  });

  it('adds up the overflows of all phases, or says that they are not known', () => {
    expect(sumServerCost({ ...lives, listenOverflows: { steady: 2, recovery: 40 } }, 1).listenOverflows).toBe(
      42,
    );
    expect(sumServerCost({ ...lives, listenOverflows: {} }, 1).listenOverflows).toBe(0);
    expect(sumServerCost({ ...lives, listenOverflows: undefined }, 1).listenOverflows).toBeNull();
  });

  it('tells nothing of a server that told nothing', () => {
    expect(sumServerCost(makeMeasurement(), 10)).toMatchObject({
      cpuSeconds: null,
      rssPeakBytes: null,
      loopDelayUs: { p50: null, p99: null, max: null },
    });
  });
});
