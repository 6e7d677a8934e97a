import { describe, expect, it } from 'vitest';
import { makeSweep } from '../../../test/fixtures/make-sweep.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { StormRow } from '../../storage/result.js';
import { foreseeStorm } from './foresee-storm.js';

const [base] = makeSweep({ settings: ['{ policy: fixed, delay: 1s }'], clients: 100 }).trials;

const [template] = base?.storm ?? [];

function row(atUs: number, predicted: number): StormRow {
  if (template === undefined) throw new Error('the fixture made no storm');
  return { ...template, atUs, predicted, attempts: predicted };
}

function withStorm(storm: StormRow[], faults: readonly object[]): LoadedTrial {
  if (base === undefined) throw new Error('the fixture made no trial');
  return { ...base, storm, result: { ...base.result, faults: faults as LoadedTrial['result']['faults'] } };
}

const crash = {
  kind: 'server-restart',
  description: 'crash',
  mode: 'crash',
  injectedAtUs: 1_000_000,
  readyAtUs: 1_500_000,
};

describe('the foreseen storm', () => {
  it('counts as back who tries while the server listens', () => {
    const storm = foreseeStorm(
      withStorm([row(1_200_000, 100), row(1_600_000, 50), row(1_700_000, 49), row(2_000_000, 1)], [crash]),
    );
    expect(storm?.backUs).toEqual({ p50: 610_000, p90: 710_000, p99: 710_000, p100: 1_010_000 });
    expect(storm?.peakAttemptsPerSecond).toBe(1000);
  });

  it('is null where too few try again', () => {
    const storm = foreseeStorm(withStorm([row(1_600_000, 98)], [crash]));
    expect(storm?.backUs).toEqual({ p50: 610_000, p90: 610_000, p99: null, p100: null });
  });

  it('begins at once where the server stayed', () => {
    const cut = { ...crash, mode: null, readyAtUs: null };
    expect(foreseeStorm(withStorm([row(1_000_000, 100)], [cut]))?.backUs?.p100).toBe(10_000);
  });

  it('says nothing of the return after several faults, and nothing at all without a prediction', () => {
    expect(foreseeStorm(withStorm([row(1_600_000, 100)], [crash, crash]))?.backUs).toBeUndefined();
    expect(foreseeStorm(withStorm([], [crash]))).toBeUndefined();
  });
});
