import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActivityCounter, type ActivityKey, addActivity, emptyActivityRow } from './activity.js';

const keys = Object.keys(emptyActivityRow(0)).filter((key): key is ActivityKey => key !== 'bin');

describe('ActivityCounter', () => {
  it('counts from the common start in bins of 10 ms, lower edge included', () => {
    const counter = new ActivityCounter(1_000_000);
    counter.count('attempts', 1_000_000);
    counter.count('attempts', 1_009_999);
    counter.count('attempts', 1_010_000);
    counter.count('delivered', 1_035_000);
    expect(counter.take(1_040_000)).toEqual([
      { ...emptyActivityRow(0), attempts: 2 },
      { ...emptyActivityRow(1), attempts: 1 },
      { ...emptyActivityRow(3), delivered: 1 },
    ]);
  });

  it('keeps a bin open until it is over', () => {
    const counter = new ActivityCounter(0);
    counter.count('failed', 15_000);
    expect(counter.take(19_999)).toEqual([]);
    counter.count('failed', 19_999);
    expect(counter.take(20_000)).toEqual([{ ...emptyActivityRow(1), failed: 2 }]);
    expect(counter.take(90_000)).toEqual([]);
  });

  it('counts what happens before the common start in the first bin', () => {
    const counter = new ActivityCounter(1_000_000);
    counter.count('attempts', 999_000);
    expect(counter.take(1_010_000)).toEqual([{ ...emptyActivityRow(0), attempts: 1 }]);
  });

  it('loses nothing, however often it is emptied', () => {
    const step = fc.record({
      waitUs: fc.nat({ max: 30_000 }),
      key: fc.constantFrom(...keys),
      take: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const counter = new ActivityCounter(0);
        const rows = [];
        const expected = new Map<number, ReturnType<typeof emptyActivityRow>>();
        let nowUs = 0;
        for (const { waitUs, key, take } of steps) {
          nowUs += waitUs;
          counter.count(key, nowUs);
          const bin = Math.floor(nowUs / 10_000);
          const row = expected.get(bin) ?? emptyActivityRow(bin);
          row[key]++;
          expected.set(bin, row);
          if (take) rows.push(...counter.take(nowUs));
        }
        rows.push(...counter.take(nowUs + 10_000));
        expect(rows).toEqual([...expected.values()]);
      }),
    );
  });
});

describe('addActivity', () => {
  it('adds every count and leaves the bin', () => {
    const into = emptyActivityRow(4);
    const from = emptyActivityRow(9);
    for (const [index, key] of keys.entries()) {
      into[key] = 100;
      from[key] = index;
    }
    addActivity(into, from);
    expect(into.bin).toBe(4);
    expect(keys.map((key) => into[key])).toEqual(keys.map((_, index) => 100 + index));
  });
});
