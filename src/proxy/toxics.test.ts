import { describe, expect, it } from 'vitest';
import { benchToxic, type Seen } from './testing/stage-bench.js';

const second = 1_000_000;
const textOf = (seen: readonly Seen[]): string => seen.map(({ what }) => what).join('');

describe('latency', () => {
  it('hands on each piece its latency later, and the end after the data', () => {
    const { time, stage, seen, put } = benchToxic({ kind: 'latency', latencyUs: 100_000, jitterUs: 0 });
    put('a');
    time.advanceTo(30_000);
    put('b');
    stage.end('close');
    time.advanceTo(99_999);
    expect(seen).toEqual([]);
    time.advanceTo(second);
    expect(seen).toEqual([
      { atUs: 100_000, what: 'a' },
      { atUs: 130_000, what: 'b' },
      { atUs: 130_000, what: 'end close' },
    ]);
  });

  it('draws its jitter within its bounds, by the seed, and never reorders', () => {
    const deliver = (seed: number): readonly Seen[] => {
      const toxic = { kind: 'latency', latencyUs: 50_000, jitterUs: 40_000 } as const;
      const { time, seen, put } = benchToxic(toxic, seed);
      for (let index = 0; index < 1000; index++) {
        time.advanceTo(index * 1_000);
        put(`${index},`);
      }
      time.advanceTo(10 * second);
      return seen;
    };
    const seen = deliver(1);
    expect(textOf(seen)).toBe(Array.from({ length: 1000 }, (_, index) => `${index},`).join(''));
    const delays = seen.map(({ atUs }, index) => atUs - index * 1_000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(90_000);
    // What the order holds back only makes delays longer than the uniform draw's mean.
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeGreaterThan(50_000);
    expect(deliver(1)).toEqual(seen);
    expect(deliver(2)).not.toEqual(seen);
  });

  it('draws uniformly where pieces are too far apart to hold each other back', () => {
    const { time, seen, put } = benchToxic({ kind: 'latency', latencyUs: 50_000, jitterUs: 40_000 });
    for (let index = 0; index < 4000; index++) {
      time.advanceTo(index * second);
      put('.');
    }
    time.advanceTo(4001 * second);
    const sorted = seen.map(({ atUs }) => atUs % second).sort((a, b) => a - b);
    const distance = Math.max(
      ...sorted.map((delay, index) => Math.abs((delay - 10_000) / 80_000 - (index + 0.5) / sorted.length)),
    );
    // Kolmogorov–Smirnov at p = 0.01: 1.63 / √n, and half a step of the empirical curve.
    expect(distance).toBeLessThan(1.63 / Math.sqrt(4000) + 0.5 / 4000);
  });

  it('lets everything go at once when it is over, in order', () => {
    const { time, stage, seen, put } = benchToxic({ kind: 'latency', latencyUs: second, jitterUs: 0 });
    for (const text of ['a', 'b', 'c']) put(text);
    stage.end('reset');
    time.advanceTo(5);
    stage.release();
    time.advanceTo(5 * second);
    expect(seen.map(({ atUs, what }) => `${atUs} ${what}`)).toEqual(['5 a', '5 b', '5 c', '5 end reset']);
  });

  it('is full at a bound and says when there is room again', () => {
    const { time, stage, seen } = benchToxic({ kind: 'latency', latencyUs: second, jitterUs: 0 });
    stage.write(Buffer.alloc(1024 * 1024 - 1));
    expect(stage.isFull).toBe(false);
    stage.write(Buffer.alloc(1));
    expect(stage.isFull).toBe(true);
    time.advanceTo(second);
    expect(stage.isFull).toBe(false);
    expect(seen.at(-1)?.what).toBe('room again');
  });
});

describe('bandwidth', () => {
  it('hands on a piece when its last byte has come through', () => {
    const { time, seen, put } = benchToxic({ kind: 'bandwidth', bytesPerSecond: 1000 });
    put('x'.repeat(50));
    put('y'.repeat(20));
    time.advanceTo(second);
    put('z');
    time.advanceTo(2 * second);
    expect(seen).toEqual([
      { atUs: 50_000, what: 'x'.repeat(50) },
      { atUs: 70_000, what: 'y'.repeat(20) },
      { atUs: second + 1_000, what: 'z' },
    ]);
  });

  it.each([1, 7, 999, 20_000, 1_000_000])('keeps to %d bytes a second over any stretch', (bytesPerSecond) => {
    const { time, seen: all, stage } = benchToxic({ kind: 'bandwidth', bytesPerSecond });
    const bytes = Math.max(3, 3 * bytesPerSecond);
    const sent = Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));
    stage.write(sent);
    time.advanceTo(10 * second);
    const seen = all.filter(({ what }) => what !== 'room again');
    const through = Buffer.concat(seen.map(({ what }) => Buffer.from(what, 'latin1')));
    expect(through.equals(sent)).toBe(true);
    let passed = 0;
    for (const { atUs, what } of seen) {
      passed += what.length;
      expect(passed).toBeLessThanOrEqual((bytesPerSecond * atUs) / second + 1e-6);
    }
    // Not slower either: rounding up once, not piece by piece.
    expect(seen.at(-1)?.atUs).toBe(Math.ceil((bytes * second) / bytesPerSecond));
  });

  it('splits what would take long, so that a slow line delivers steadily', () => {
    const { time, seen, put } = benchToxic({ kind: 'bandwidth', bytesPerSecond: 100 });
    put('0123456789'.repeat(3));
    time.advanceTo(second);
    expect(seen).toEqual([
      { atUs: 100_000, what: '0123456789' },
      { atUs: 200_000, what: '0123456789' },
      { atUs: 300_000, what: '0123456789' },
    ]);
  });
});

describe('slow-close', () => {
  it('hands on data at once and the end later', () => {
    const { time, stage, seen, put } = benchToxic({ kind: 'slow-close', delayUs: 2 * second });
    put('a');
    stage.end('close');
    time.advanceTo(3 * second);
    expect(seen).toEqual([
      { atUs: 0, what: 'a' },
      { atUs: 2 * second, what: 'end close' },
    ]);
  });
});

describe('limit-data', () => {
  it('hands on exactly its bytes, then shuts the connection', () => {
    const { seen, put } = benchToxic({ kind: 'limit-data', limitBytes: 5 });
    put('abc');
    put('defg');
    put('hij');
    expect(seen.map(({ what }) => what)).toEqual(['abc', 'de', 'end shut']);
  });

  it('shuts at its last byte, not at the one after it', () => {
    const { seen, put } = benchToxic({ kind: 'limit-data', limitBytes: 3 });
    put('abc');
    expect(seen.map(({ what }) => what)).toEqual(['abc', 'end shut']);
  });
});

describe('sliced-writes', () => {
  it('hands on slices of their size with a pause between them', () => {
    const toxic = { kind: 'sliced-writes', sizeBytes: 3, variationBytes: 0, delayUs: 10_000 } as const;
    const { time, stage, seen, put } = benchToxic(toxic);
    put('abcdefgh');
    stage.end('close');
    time.advanceTo(second);
    expect(seen.map(({ what }) => what)).toEqual(['abc', 'def', 'gh', 'end close']);
    const pauses = seen.slice(1, 3).map(({ atUs }, index) => atUs - (seen[index]?.atUs ?? 0));
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(10_000 - 1);
  });

  it('varies sizes within their bounds, by the seed', () => {
    const toxic = { kind: 'sliced-writes', sizeBytes: 10, variationBytes: 4, delayUs: 0 } as const;
    const { time, seen, put } = benchToxic(toxic);
    const text = 'x'.repeat(10_000);
    put(text);
    time.advanceTo(second);
    expect(textOf(seen)).toBe(text);
    const sizes = seen.slice(0, -1).map(({ what }) => what.length);
    expect(new Set(sizes)).toEqual(new Set([6, 7, 8, 9, 10, 11, 12, 13, 14]));
    // Each in a turn of its own: no two at one instant.
    expect(new Set(seen.map(({ atUs }) => atUs)).size).toBe(seen.length);
  });
});

describe('blackhole', () => {
  it('hands on nothing, not even an end, and closes the connection when it is over', () => {
    const { time, stage, seen, put } = benchToxic({ kind: 'blackhole', timeoutUs: 0 });
    put('a');
    stage.end('close');
    stage.end('reset');
    time.advanceTo(3600 * second);
    expect(seen).toEqual([]);
    stage.release();
    expect(seen).toEqual([{ atUs: 3600 * second, what: 'connection closed' }]);
  });

  it('closes the connection after its timeout', () => {
    const { time, seen, put } = benchToxic({ kind: 'blackhole', timeoutUs: second });
    time.advanceTo(900_000);
    put('a');
    time.advanceTo(5 * second);
    expect(seen).toEqual([{ atUs: second, what: 'connection closed' }]);
  });
});

describe('reset', () => {
  it('hands everything on until its time has come', () => {
    const { time, stage, seen, put } = benchToxic({ kind: 'reset', afterUs: second });
    put('a');
    stage.end('close');
    time.advanceTo(5 * second);
    expect(seen).toEqual([
      { atUs: 0, what: 'a' },
      { atUs: 0, what: 'end close' },
      { atUs: second, what: 'connection reset' },
    ]);
  });

  it('resets nothing when it is over before', () => {
    const { time, stage, seen } = benchToxic({ kind: 'reset', afterUs: second });
    stage.release();
    time.advanceTo(5 * second);
    expect(seen).toEqual([]);
  });
});
