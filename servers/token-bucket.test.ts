import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

function makeBucket(ratePerSecond: number, limit: number) {
  const time = { us: 0, nowUs: () => time.us };
  const bucket = new TokenBucket(ratePerSecond, limit, time);
  const takeAll = (): number => {
    let taken = 0;
    while (bucket.take()) taken++;
    return taken;
  };
  return { time, bucket, takeAll };
}

describe('a token bucket', () => {
  it('begins full and refills at its rate, up to its limit', () => {
    const { time, takeAll } = makeBucket(100, 3);
    expect(takeAll()).toBe(3);
    time.us = 9_999;
    expect(takeAll()).toBe(0);
    time.us = 10_000;
    expect(takeAll()).toBe(1);
    time.us = 30_000;
    expect(takeAll()).toBe(2);
    time.us = 10_000_000;
    expect(takeAll()).toBe(3);
  });

  it('gives in any time no more than its limit and its rate together', () => {
    const { time, takeAll } = makeBucket(250, 5);
    let given = 0;
    for (time.us = 0; time.us <= 2_000_000; time.us += 1_000) given += takeAll();
    expect(given).toBe(5 + 2 * 250);
  });
});
