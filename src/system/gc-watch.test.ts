import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { GcWatch } from './gc-watch.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('tells the longest pause and their sum, each pause once', async () => {
  const seen: number[] = [];
  const witness = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.push(duration);
  });
  witness.observe({ entryTypes: ['gc'] });
  const watch = new GcWatch();
  for (let round = 0; round < 3; round++) collect();
  await sleep(20);
  const pauses = watch.take();
  const afterwards = watch.take();
  watch.stop();
  witness.disconnect();
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(pauses.longestUs).toBe(Math.round(Math.max(...seen) * 1000));
  expect(pauses.totalUs).toBe(Math.round(seen.reduce((sum, duration) => sum + duration, 0) * 1000));
  expect(pauses.longestUs).toBeGreaterThan(0);
  expect(pauses.totalUs).toBeGreaterThan(pauses.longestUs);
  expect(afterwards).toEqual({ longestUs: 0, totalUs: 0 });
});
