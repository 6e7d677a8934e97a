import { describe, expect, it } from 'vitest';
import { makeExact, makePairs, makeSameExact, makeThresholds } from '../../../test/fixtures/make-gate.js';
import { concludeGate, type Evidence } from './conclude-gate.js';
import type { PairedEvidence, ThresholdOutcome } from './gate-result.js';

const [held, broken] = makeThresholds() as [ThresholdOutcome, ThresholdOutcome];
const unseen = { ...held, holds: false, actual: null, runs: 0, broken: 0 };
const brokenByMedian = { ...held, holds: false, runs: 3, broken: 2 };
const brokenByAll = { ...brokenByMedian, broken: 3 };
const blind = { ...makePairs(), verdict: 'invalid' as const };
const doubtful = { ...makeExact(), verdict: 'invalid' as const };

function conclude(evidence: Partial<Evidence>): string {
  return concludeGate({ exact: null, paired: null, stored: null, thresholds: [], ...evidence }).verdict;
}

describe('one verdict over all evidence', () => {
  it.each<[string, Partial<Evidence>, string]>([
    [
      'an exact regression, whatever was not seen',
      { exact: makeExact(), thresholds: [unseen] },
      'regression',
    ],
    ['a regression within pairs', { paired: makePairs(), thresholds: [unseen] }, 'regression'],
    ['a threshold not seen, and nothing worse', { exact: makeSameExact(), thresholds: [unseen] }, 'invalid'],
    ['counts that cannot be believed, above all', { exact: doubtful, thresholds: [broken] }, 'invalid'],
    ['too few pairs', { paired: blind, thresholds: [held] }, 'invalid'],
    ['too few pairs that all break a threshold', { paired: blind, thresholds: [brokenByAll] }, 'regression'],
    ['too few pairs, most of which break one', { paired: blind, thresholds: [brokenByMedian] }, 'invalid'],
    ['too few pairs, one of which lost a message', { paired: blind, thresholds: [broken] }, 'regression'],
    ['a broken median of runs to be believed', { thresholds: [held, brokenByMedian] }, 'regression'],
    ['one threshold broken, one not seen', { thresholds: [broken, unseen] }, 'regression'],
    ['nothing at all', {}, 'invalid'],
  ])('%s', (_name, evidence, verdict) => {
    expect(conclude(evidence)).toBe(verdict);
  });

  it('says which thresholds are broken and which not seen', () => {
    const { summary } = concludeGate({
      exact: null,
      paired: null,
      stored: null,
      thresholds: [broken, unseen, held],
    });
    expect(summary).toBe('1 of 3 thresholds is broken, 1 had no valid run to be checked in');
  });
});

function concludePairs(change: (paired: PairedEvidence) => Partial<PairedEvidence>) {
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
    expect(concludePairs(() => ({ verdict: 'pass' })).summary).toMatch(
      /^12 pairs: .*, 1 not gated, as calibrated$/,
    );
    expect(concludePairs(() => ({ verdict: 'pass', refused: [] })).summary).not.toContain('not gated');
    const none = concludePairs(() => ({ verdict: 'inconclusive', decisions: [], exact: [] }));
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
    const { summary } = concludePairs(({ pairs }) => ({
      verdict: 'invalid',
      pairs: { ...pairs, ...counts, least: 9 },
    }));
    expect(summary).toMatch(words);
  });
});
