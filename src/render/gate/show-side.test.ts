import { expect, it } from 'vitest';
import { describeGated } from '../../analysis/gate/gated-metrics.js';
import { showSide } from './show-side.js';

it('tells a return that never came from one that was not measured', () => {
  const metric = describeGated('storm.back.p99');
  const lost = { metric, baseline: 1_390_000, candidate: null, beyond: { baseline: 0, candidate: 15 } };
  expect([showSide(lost, 'baseline'), showSide(lost, 'candidate')]).toEqual(['1.39 s', 'not back']);
  expect(showSide({ metric, baseline: 1_390_000, candidate: null }, 'candidate')).toBe('–');
});
