import { describe, expect, it } from 'vitest';
import { makeServerSample } from '../analysis/testing/make-measurement.js';
import type { ServerSample } from '../metrics/measurement.js';
import { SampleSum } from './sample-sum.js';

function stage() {
  const sums: ServerSample[] = [];
  const sum = new SampleSum((sample) => void sums.push(sample));
  const say = (process: number, atUs: number, more: Partial<ServerSample>): void =>
    sum.add(process, makeServerSample(atUs, more));
  return { sum, sums, say };
}

/** As the summary does it: the last reading of each life. */
function sumLives(sums: readonly ServerSample[], key: 'cpuUs' | 'evictedByBytes'): number {
  const last = new Map(sums.map((sample) => [sample.life, sample[key]]));
  return [...last.values()].reduce((total, value) => total + value, 0);
}

describe('the sum of several server processes', () => {
  it('adds up what they hold, with the last that each said', () => {
    const { sums, say } = stage();
    say(1, 100, { connections: 5, rssBytes: 10, loopDelayMaxUs: 7, uplinks: 1, waiting: 2 });
    say(2, 110, { connections: 6, rssBytes: 20, loopDelayMaxUs: 3 });
    say(1, 200, { connections: 4, rssBytes: 11, loopDelayMaxUs: 1, outOfDescriptors: true });
    expect(sums).toMatchObject([
      { atUs: 100, connections: 5, rssBytes: 10, loopDelayMaxUs: 7, uplinks: 1, waiting: 2 },
      { atUs: 110, connections: 11, rssBytes: 30, loopDelayMaxUs: 7, uplinks: 1, waiting: 2 },
      { atUs: 200, connections: 10, rssBytes: 31, loopDelayMaxUs: 3, uplinks: 0, outOfDescriptors: true },
    ]);
  });

  it('counts what each life of each process used, once', () => {
    const { sum, sums, say } = stage();
    say(1, 100, { life: 1, cpuUs: 50, evictedByBytes: 1 });
    say(2, 110, { life: 1, cpuUs: 40 });
    say(1, 200, { life: 1, cpuUs: 70, evictedByBytes: 2 });
    sum.end(1);
    say(2, 210, { life: 1, cpuUs: 45 });
    say(1, 300, { life: 2, cpuUs: 30, evictedByBytes: 0 });
    say(2, 310, { life: 1, cpuUs: 55 });
    sum.end(2);
    say(2, 400, { life: 2, cpuUs: 33 });
    say(1, 410, { life: 2, cpuUs: 36 });
    expect(sumLives(sums, 'cpuUs')).toBe(70 + 55 + 36 + 33);
    expect(sumLives(sums, 'evictedByBytes')).toBe(2);
    expect(sums.map(({ life }) => life)).toEqual([1, 1, 1, 1, 2, 2, 3, 3]);
    // In a life counters only grow.
    for (const [index, sample] of sums.entries()) {
      const before = sums[index - 1];
      if (before?.life === sample.life) expect(sample.cpuUs).toBeGreaterThanOrEqual(before.cpuUs);
    }
  });

  it('holds nothing for a process that has ended, whatever is heard of it late', () => {
    const { sum, sums, say } = stage();
    say(1, 100, { connections: 5, rssBytes: 10 });
    sum.end(1);
    say(1, 105, { connections: 5, rssBytes: 10 });
    say(2, 110, { connections: 6, rssBytes: 20 });
    expect(sums).toHaveLength(2);
    expect(sums.at(-1)).toMatchObject({ connections: 6, rssBytes: 20 });
  });

  it('never goes back in time', () => {
    const { sums, say } = stage();
    say(1, 100, {});
    say(2, 90, {});
    expect(sums.map(({ atUs }) => atUs)).toEqual([100, 100]);
  });
});
