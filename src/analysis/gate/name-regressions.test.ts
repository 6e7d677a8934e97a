import { describe, expect, it } from 'vitest';
import { makeExact, makePairs } from '../../../test/fixtures/make-gate.js';
import { nameDifferences, nameRegressions } from './name-regressions.js';

describe('regressions in a headline', () => {
  it('are named with what they add', () => {
    const { decisions, exact } = makePairs();
    expect(nameRegressions([...exact, ...decisions])).toBe(' (lost +1, delivery.steady.p50 +47 %)');
    expect(nameRegressions([])).toBe('');
  });

  it('are three at most, each once', () => {
    const [model] = makeExact().differences;
    if (model === undefined) throw new Error('no difference');
    const twice = ['a', 'b', 'c', 'd', 'e'].flatMap((figure) => [
      { ...model, figure, trial: 'x' },
      { ...model, figure, trial: 'y' },
    ]);
    expect(nameDifferences(twice)).toBe(' (a +400, b +400, c +400 and 2 more)');
    expect(nameDifferences([{ ...model, candidate: null }])).toBe(' (bytes.framing not measured)');
  });
});
