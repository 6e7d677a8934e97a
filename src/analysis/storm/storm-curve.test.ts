import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import type { StormRow } from '../../storage/result.js';
import { makeStormRow } from '../../storage/testing/make-storm-row.js';
import {
  checkPrediction,
  curveAttempts,
  curveReturn,
  findStormOriginUs,
  measureFirstWaveUs,
} from './storm-curve.js';

function row(atMs: number, attempts: number, more: Partial<StormRow> = {}): StormRow {
  return makeStormRow(atMs * 1000, { attempts, firstAttempts: attempts, predicted: attempts, ...more });
}

describe('curveAttempts', () => {
  it('sums bins of 10 ms into bins of 100 ms from the origin on, with zeros around them', () => {
    const storm = [row(1000, 3), row(1090, 4), row(1100, 5), row(1500, 1, { predicted: 2 })];
    expect(curveAttempts(storm, 1_000_000, 'coarse')).toEqual([
      [-100_000, 0, 0, null],
      [0, 7, 7, null],
      [100_000, 5, 5, null],
      [200_000, 0, 0, null],
      [400_000, 0, 0, null],
      [500_000, 1, 2, null],
      [600_000, 0, 0, null],
    ]);
  });

  it('carries what the policy foresees, and none between', () => {
    const storm = [row(0, 3, { expected: 2.5 }), row(300, 4, { expected: 4 })];
    expect(curveAttempts(storm, 0, 'coarse').map(([, , , expected]) => expected)).toEqual([
      0, 2.5, 0, 0, 4, 0,
    ]);
  });

  it('loses no attempt at either width', () => {
    const storm = [row(1003, 3), row(1090, 4), row(2500, 9)];
    for (const width of ['fine', 'coarse'] as const) {
      const sum = curveAttempts(storm, 990_000, width).reduce((total, [, attempts]) => total + attempts, 0);
      expect(sum).toBe(16);
    }
  });
});

describe('findStormOriginUs', () => {
  const { result } = makeRun({ clients: 10, transports: ['sse'] }).trials[0] ?? {};

  it('lies on the grid of the stored bins, at or before the fault', () => {
    if (result === undefined) throw new Error('the fixture has no trial');
    const fault = {
      kind: 'disconnect',
      description: 'cut',
      mode: null,
      injectedAtUs: 2_158_999,
      readyAtUs: null,
    };
    expect(findStormOriginUs({ result: { ...result, faults: [fault] }, storm: [] })).toBe(2_150_000);
    expect(findStormOriginUs({ result: { ...result, faults: [] }, storm: [row(70, 1)] })).toBe(70_000);
    expect(findStormOriginUs({ result: { ...result, faults: [] }, storm: [] })).toBeUndefined();
  });
});

describe('curveReturn', () => {
  it('grows to the share that came back', () => {
    const storm = [row(10, 5, { subscribed: 2 }), row(20, 5), row(30, 0, { subscribed: 6 })];
    expect(curveReturn(storm, 0, 10)).toEqual([
      [0, 0],
      [20_000, 0.2],
      [40_000, 0.8],
    ]);
  });
});

describe('measureFirstWaveUs', () => {
  it('spans the middle 98 %, so that one straggler does not decide', () => {
    const storm = [row(0, 500), row(10, 495), row(5000, 5)];
    expect(measureFirstWaveUs(storm)).toBe(20_000);
  });

  it('knows when there was none', () => {
    expect(measureFirstWaveUs([row(0, 3, { firstAttempts: 0 })])).toBeUndefined();
  });
});

describe('checkPrediction', () => {
  it('finds no shift where the curves coincide, and the peak in a sliding window', () => {
    const storm = [row(90, 5), row(100, 6), row(300, 1)];
    expect(checkPrediction(storm)).toEqual({
      measuredPeakPerSecond: 110,
      predictedPeakPerSecond: 110,
      meanShiftUs: 0,
      ratio: 1,
    });
  });

  it('measures by how much a spike is late, whatever bins it falls into', () => {
    const storm = [row(90, 0, { predicted: 10 }), row(110, 10, { predicted: 0 })];
    expect(checkPrediction(storm)?.meanShiftUs).toBe(20_000);
  });

  it('weighs a shift by the share of the attempts that it concerns', () => {
    const storm = [row(0, 9, { predicted: 10 }), row(1000, 1, { predicted: 0 })];
    expect(checkPrediction(storm)?.meanShiftUs).toBe(100_000);
  });

  it('tells more attempts than predicted apart from later ones', () => {
    expect(checkPrediction([row(0, 20, { predicted: 10 })])).toMatchObject({ meanShiftUs: 0, ratio: 2 });
  });

  it('says nothing without a prediction', () => {
    expect(checkPrediction([row(0, 10, { predicted: 0 })])).toBeUndefined();
  });
});
