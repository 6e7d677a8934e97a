import { describe, expect, it } from 'vitest';
import { limitsOfThresholds, readLimits } from './limit.js';

describe('limits', () => {
  it.each([
    [{ peak: '2000/s' }, 'storm.peakAttemptsPerSecond', 2000],
    [{ back: '99%:30s' }, 'storm.back.p99', 30e6],
    [{ back: ' 100 % : 1.5m ' }, 'storm.back.p100', 90e6],
    [{ lost: '0' }, 'lost', 0],
    [{ lost: '0.1%' }, 'lostShare', 0.001],
    [{ late: '1%:2s' }, 'delivery.p99', 2e6],
    [{ late: '0.1%:500ms' }, 'delivery.p999', 5e5],
    [{ late: '0%:5s' }, 'delivery.max', 5e6],
    [{ limit: ['server.cpuSeconds <= 20'] }, 'server.cpuSeconds', 20],
  ])('%j is a threshold', (stated, metric, value) => {
    expect(
      readLimits(stated).map(({ threshold }) => [threshold.metric, threshold.comparison, threshold.value]),
    ).toEqual([[metric, '<=', value]]);
  });

  it.each([
    [{ back: '95%:30s' }, /shares are 50%, 90%, 99%, 100%/],
    [{ back: '30s' }, /--back "?`?30s/],
    [{ late: '5%:1s' }, /0%, 0.1%, 1%, 10%, 50%/],
  ])('%j is refused by name', (stated, told) => {
    expect(() => readLimits(stated)).toThrow(expect.objectContaining({ code: 'SQUALL_USAGE' }));
    try {
      readLimits(stated);
    } catch (error) {
      expect((error as { toLine(): string }).toLine()).toMatch(told);
    }
  });

  it.each([[{ peak: '2000' }], [{ lost: 'few' }], [{ back: '99%:30' }], [{ limit: ['peak < 3'] }]])(
    '%j is refused as a threshold is',
    (stated) => {
      expect(() => readLimits(stated)).toThrow(expect.objectContaining({ code: 'SQUALL_THRESHOLD' }));
    },
  );

  it("are a scenario's thresholds too", () => {
    const [limit] = readLimits({ peak: '10/s' });
    const threshold = limit?.threshold;
    if (threshold === undefined) throw new Error('no limit was read');
    expect(limitsOfThresholds([threshold])).toEqual([{ written: threshold.expression, threshold }]);
  });
});
