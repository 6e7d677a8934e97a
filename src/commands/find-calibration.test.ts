import { describe, expect, it } from 'vitest';
import type { CalibrationFile } from '../storage/calibration-file.js';
import { type AskedGate, tellMismatch } from './find-calibration.js';

const asked = {
  metrics: ['delivery.steady.p50', 'delivery.steady.p99'],
  deltas: { 'delivery.steady.p99': 0.1 },
};
const gate = { ...asked, delta: 0.05 };

function makeFile(made: Partial<CalibrationFile>): CalibrationFile {
  const metrics = ['delivery.steady.p50'].map((name) => ({ metric: { name } }));
  return { asked, calibration: { delta: 0.05, metrics }, ...made } as CalibrationFile;
}

describe('tellMismatch', () => {
  it('takes a calibration that was made for just what the gate asks', () => {
    expect(tellMismatch(makeFile({}), gate)).toBeUndefined();
  });

  it.each<[string, Partial<AskedGate>, string]>([
    ['δ', { delta: 0.1 }, 'it was made with --delta 5 %, not 10 %'],
    ['a further metric', { metrics: [...asked.metrics, 'echo.p50'] }, 'it knows nothing of echo.p50'],
    ['a metric less', { metrics: ['delivery.steady.p50'] }, 'it was made with delivery.steady.p99, too'],
    ['a limit', { deltas: {} }, 'it was made with another --limit for delivery.steady.p99'],
  ])('says in what it is another: %s', (_name, other, words) => {
    expect(tellMismatch(makeFile({}), { ...gate, ...other })).toBe(words);
  });

  it('goes by what was measured where a file does not say what was asked', () => {
    const { asked: _, ...old } = makeFile({});
    expect(tellMismatch(old, { ...gate, deltas: {} })).toBeUndefined();
    expect(tellMismatch(old, { ...gate, metrics: ['echo.p50'], deltas: {} })).toBe(
      'it was made with delivery.steady.p50, too',
    );
  });
});
