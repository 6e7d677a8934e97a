/**
 * Opening a stream and drawing once from it: what every reconnect delay costs. It supports `StreamFamily`, which draws the same numbers as
 * `randomStream` without making a generator for each.
 */
import { bench, describe } from 'vitest';
import { Backoff, planBackoff } from '../src/reconnect/backoff.js';
import { randomStream } from '../src/system/random.js';
import { StreamFamily } from '../src/system/stream-family.js';

const clients = 10_000;

describe(`one draw for each of ${clients} clients`, () => {
  bench('randomStream', () => {
    let sum = 0;
    for (let client = 0; client < clients; client++) sum += randomStream(1, 'reconnect', client, 1, 0)();
    requireSum(sum);
  });

  const family = new StreamFamily(1, 'reconnect');
  bench('StreamFamily', () => {
    let sum = 0;
    for (let client = 0; client < clients; client++) sum += family.open(client, 1, 0)();
    requireSum(sum);
  });
});

describe(`the first delay of ${clients} back-offs`, () => {
  const plan = planBackoff(1, {
    policy: 'full-jitter',
    delayUs: 1e6,
    baseUs: 1e6,
    capUs: 30e6,
    factor: 2,
    resetAfterUs: 0,
    connectTimeoutUs: 10e6,
  });
  bench('Backoff', () => {
    let sum = 0;
    for (let client = 0; client < clients; client++) {
      const backoff = new Backoff(plan, client);
      backoff.lose(0);
      sum += backoff.nextDelayUs() ?? 0;
    }
    requireSum(sum);
  });
});

/** Keeps the compiler from leaving the work out. */
function requireSum(sum: number): void {
  if (!(sum > 0)) throw new Error('nothing was drawn');
}
