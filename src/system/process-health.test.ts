import { describe, expect, it } from 'vitest';
import { joinHealth, ProcessHealth } from './process-health.js';

describe('joinHealth', () => {
  const short = {
    utilisation: 0.9,
    elapsedUs: 1_000,
    stallMaxUs: 70,
    cpuUs: 10,
    gcLongestUs: 4,
    gcTotalUs: 9,
  };
  const long = { utilisation: 0.1, elapsedUs: 3_000, stallMaxUs: 30, cpuUs: 5, gcLongestUs: 6, gcTotalUs: 7 };

  it('weighs shares by time, adds CPU time and keeps the longer stall and pause', () => {
    const joined = joinHealth(short, long);
    expect(joined).toMatchObject({
      elapsedUs: 4_000,
      stallMaxUs: 70,
      cpuUs: 15,
      gcLongestUs: 6,
      gcTotalUs: 16,
    });
    expect(joined.utilisation).toBeCloseTo(0.3, 12);
  });

  it('is the second stretch where there is no first, and 0 busy where no time passed', () => {
    expect(joinHealth(undefined, long)).toEqual(long);
    const none = { utilisation: 0, elapsedUs: 0, stallMaxUs: 0, cpuUs: 0, gcLongestUs: 0, gcTotalUs: 0 };
    expect(joinHealth(none, none).utilisation).toBe(0);
  });
});

/** For 150 ms at least, until it has had a core for 100 ms. */
function keepBusy(): void {
  const [until, before] = [performance.now() + 150, process.cpuUsage()];
  while (performance.now() < until || process.cpuUsage(before).user < 100_000);
}

describe('ProcessHealth', () => {
  it('sees a standstill that fills a lap, and only in that lap', () => {
    const health = new ProcessHealth();
    health.lap();
    keepBusy();
    const busy = health.lap();
    const idle = health.lap();
    health.stop();
    expect(busy.stallMaxUs).toBeGreaterThan(100_000);
    expect(busy.cpuUs).toBeGreaterThan(50_000);
    expect(busy.elapsedUs).toBeGreaterThan(150_000);
    expect(idle.stallMaxUs).toBeLessThan(busy.stallMaxUs);
    expect(idle.cpuUs).toBeLessThan(busy.cpuUs);
  });

  it('sees a standstill between two looks', async () => {
    const health = new ProcessHealth();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const fromUs = performance.now() * 1000;
    keepBusy();
    const busyUs = performance.now() * 1000 - fromUs;
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { stallMaxUs, utilisation, elapsedUs } = health.lap();
    health.stop();
    expect(stallMaxUs).toBeGreaterThan(100_000);
    expect(utilisation).toBeGreaterThan((0.9 * busyUs) / elapsedUs);
  });
});
