import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { OverflowResult, TrialResult } from '../../storage/result.js';
import { explainLoss } from './loss-explanation.js';

function trialWith(change: (result: TrialResult) => Partial<TrialResult>): LoadedTrial {
  const [trial] = makeRun({ clients: 100 }).trials;
  if (trial === undefined) throw new Error('a run without a trial');
  return { ...trial, result: { ...trial.result, ...change(trial.result) } };
}

const overflowed = (lost: number, overflow: Omit<OverflowResult, 'overflowed'>): LoadedTrial =>
  trialWith(({ server, ledger }) => ({
    server: { ...server, overflow: { ...overflow, overflowed: 1 } },
    ledger: { ...ledger, lost },
  }));

function tell(...trials: LoadedTrial[]): string {
  return explainLoss(trials)
    .map((part) => (typeof part === 'string' ? part : part.value))
    .join('');
}

describe('why messages were lost', () => {
  it('is what the server says it dropped, when that is all of it', () => {
    const trial = overflowed(7, { policy: 'drop', dropped: 7, coalesced: 0 });
    expect(tell(trial)).toMatch(
      /the server dropped 7 messages, by its own count: that is all that was lost\.$/,
    );
  });

  it('is summed over the trials, and set against what was lost beside', () => {
    const trials = [
      overflowed(9, { policy: 'coalesce', dropped: 0, coalesced: 5 }),
      overflowed(3, { policy: 'coalesce', dropped: 0, coalesced: 3 }),
    ];
    expect(tell(...trials)).toMatch(
      /gave up 8 for newer ones, by its own count: that is 8 against 12 lost\.$/,
    );
  });

  it('is the gap between two polls that bring no cursor', () => {
    const trial = trialWith(({ plan }) => ({ plan: { ...plan, pollCursor: false } }));
    expect(tell(trial)).toMatch(/^polls brought no cursor/);
  });
});
