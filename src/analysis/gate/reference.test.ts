import { describe, expect, it } from 'vitest';
import { readReference } from '../../../test/reference/r/read-reference.js';
import { compareGroups, estimateShift } from '../compare/compare-groups.js';
import { testRankSum } from '../compare/rank-sum.js';
import { findSplit } from '../trend/energy-split.js';
import { adjustHolm } from './adjust-holm.js';
import { bootstrapMedian } from './bootstrap-median.js';
import { boundShare } from './clopper-pearson.js';
import { medianOf } from './median-of.js';
import { normalQuantile } from './normal-quantile.js';
import { measureRobustSpread } from './robust-spread.js';

const reference = readReference();
/** Digits after the point that `toBeCloseTo` compares; the values are of the order of 1. */
const digits = 9;

describe('agreement with R', () => {
  it.each(reference.holm)('Holm: $p', ({ p, adjusted }) => {
    adjustHolm(p).forEach((value, at) => {
      expect(value).toBeCloseTo(adjusted[at] as number, digits);
    });
  });

  it.each(reference.bootstrapMedian)('bootstrap of the median, all resamples: $x at $confidence', (row) => {
    const { median, low, high } = bootstrapMedian(row.x, row.confidence);
    expect(median).toBeCloseTo(row.median, digits);
    expect(low).toBeCloseTo(row.low, digits);
    expect(high).toBeCloseTo(row.high, digits);
  });

  it.each(reference.clopperPearson)('Clopper-Pearson: $count of $of', ({ count, of, low, high }) => {
    const bound = boundShare(count, of, 0.95);
    expect(bound.low).toBeCloseTo(low, digits);
    expect(bound.high).toBeCloseTo(high, digits);
  });

  it.each(reference.mannWhitney)('Mann-Whitney and Hodges-Lehmann: $x, $y', (row) => {
    const shift = estimateShift(row.x, row.y, 0.95);
    expect(testRankSum(row.x, row.y)).toBeCloseTo(row.p, digits);
    expect(shift.median).toBeCloseTo(row.shift, digits);
    expect(shift.low).toBeCloseTo(row.low, digits);
    expect(shift.high).toBeCloseTo(row.high, digits);
    expect(shift.confidence).toBeCloseTo(row.reached, digits);
    const { ratio } = compareGroups(row.x.map(Math.exp), row.y.map(Math.exp), 0.95);
    expect(Math.log(ratio?.median ?? 0)).toBeCloseTo(row.shift, digits);
  });

  it.each(reference.mannWhitneyTies)('Mann-Whitney with ties: $x, $y', ({ x, y, p }) => {
    expect(testRankSum(x, y)).toBeCloseTo(p, digits);
  });

  it.each(reference.energy)('energy distance: q $q', ({ z, least, q, tau, kappa }) => {
    const split = findSplit(z, least);
    expect(split.q).toBeCloseTo(q, digits);
    expect(split).toMatchObject({ at: tau, end: kappa });
  });

  it.each(reference.mad)('median and robust spread: $x', ({ x, mad, median }) => {
    expect(measureRobustSpread(x)).toBeCloseTo(mad, digits);
    expect(medianOf(x)).toBeCloseTo(median, digits);
  });

  it.each(reference.qnorm)('normal quantile of $p', ({ p, z }) => {
    expect(normalQuantile(p)).toBeCloseTo(z, digits);
  });
});
