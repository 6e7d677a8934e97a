import { describe, expect, it } from 'vitest';
import { makePairs } from '../../../test/fixtures/make-gate.js';
import { concludeGate } from './conclude-gate.js';
import type { PairedEvidence } from './gate-result.js';

function conclude(change: (paired: PairedEvidence) => Partial<PairedEvidence>) {
  const paired = makePairs();
  return concludeGate({
    exact: null,
    paired: { ...paired, ...change(paired) },
    stored: null,
    thresholds: [],
  });
}

describe('the summary of pairs', () => {
  it('says how many metrics a calibration keeps from being gated', () => {
    expect(conclude(() => ({ verdict: 'pass' })).summary).toMatch(
      /^12 pairs: .*, 1 not gated, as calibrated$/,
    );
    expect(conclude(() => ({ verdict: 'pass', refused: [] })).summary).not.toContain('not gated');
    const none = conclude(() => ({ verdict: 'inconclusive', decisions: [], exact: [] }));
    expect(none).toEqual({
      verdict: 'inconclusive',
      summary: '12 pairs: 1 not gated, as calibrated, no metric was judged',
    });
  });

  it.each([
    [
      { planned: 6, valid: 6, invalid: 0 },
      /^6 of 6 pairs were valid, and 9 are the least .*: take 11 pairs$/,
    ],
    [
      { planned: 9, valid: 8, invalid: 1 },
      /: take 11 pairs, or measure on a quieter machine, with fewer clients/,
    ],
    [{ planned: 15, valid: 11, invalid: 4 }, /^only 11 of 15 pairs were valid: measure on a quieter machine/],
  ])('says what to do about pairs that cannot be believed: %j', (counts, words) => {
    const { summary } = conclude(({ pairs }) => ({
      verdict: 'invalid',
      pairs: { ...pairs, ...counts, least: 9 },
    }));
    expect(summary).toMatch(words);
  });
});
