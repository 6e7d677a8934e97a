import { describe, expect, it } from 'vitest';
import { makeExact, makePairs, makeSameExact, makeThresholds } from '../../../test/fixtures/make-gate.js';
import { concludeGate, type Evidence } from './conclude-gate.js';
import type { ThresholdOutcome } from './gate-result.js';

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
