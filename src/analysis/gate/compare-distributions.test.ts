import { expect, it } from 'vitest';
import { compareDistributions, type DistributedTrial } from './compare-distributions.js';

/** A trial whose steady deliveries took these microseconds at 0, 50 and 99 %. */
function makeTrial(values: readonly number[], transport = 'sse'): DistributedTrial {
  const points = [0, 0.5, 0.99].flatMap((percentile, at) => {
    const valueUs = values[at];
    return valueUs === undefined ? [] : [{ percentile, valueUs }];
  });
  return { result: { labels: { transport } }, distributions: { 'delivery.steady': points } };
}

function makePair(baseline: readonly number[], candidate: readonly number[]) {
  return { baseline: [makeTrial(baseline)], candidate: [makeTrial(candidate)] };
}

it('takes medians over runs, and of the differences within pairs', () => {
  const [compared, ...others] = compareDistributions([
    makePair([1, 10, 100], [2, 30, 100]),
    makePair([1, 20, 200], [2, 30, 500]),
    makePair([1, 60, 300], [2, 61, 900]),
  ]);
  expect(others).toEqual([]);
  expect(compared).toMatchObject({ trial: 'transport=sse', histogram: 'delivery.steady', pairs: 3 });
  expect(compared?.points.map(({ percentile }) => percentile)).toEqual([0, 0.5, 0.99]);
  const [, middle] = compared?.points ?? [];
  // 30 − 20 is the difference of the medians; that of the pairs is the median of 20, 10 and 1.
  expect(middle).toMatchObject({ baseline: [10, 20, 60], candidate: [30, 30, 61], shift: { median: 10 } });
  const [, , tail] = compared?.points ?? [];
  expect(tail).toMatchObject({ baseline: [100, 200, 300], shift: { median: 300, low: 0, high: 600 } });
});

it('ends where the shortest run ends', () => {
  const [compared] = compareDistributions([
    makePair([1, 10, 100], [1, 10, 100]),
    makePair([1, 10], [1, 10, 100]),
  ]);
  expect(compared?.points.map(({ percentile }) => percentile)).toEqual([0, 0.5]);
});

it('keeps trials apart, and leaves out what one side did not measure', () => {
  const both = {
    baseline: [makeTrial([1, 2, 3]), makeTrial([4, 5, 6], 'websocket')],
    candidate: [makeTrial([1, 2, 3])],
  };
  expect(compareDistributions([both]).map(({ trial }) => trial)).toEqual(['transport=sse']);
  expect(compareDistributions([])).toEqual([]);
});
