import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { formatPhrase } from '../../render/format.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { HalfOpenResult } from '../../storage/result.js';
import { buildReport } from '../report/build-report.js';
import { makeHistogram } from '../testing/make-measurement.js';
import { judgeHalfOpen } from './half-open-verdict.js';

const halfOpen: HalfOpenResult = {
  silenced: 30,
  clients: { byCause: {}, afterUs: makeHistogram([]).summarise(), predictedUs: null },
  server: {
    byCause: { ping: 2 },
    afterUs: makeHistogram([1_000_000, 1_500_000]).summarise(),
    predictedUs: { fromUs: 1_000_000, toUs: 2_000_000 },
  },
  zombies: { peak: 30, seconds: 40, atEnd: 28 },
};

/** WebSocket trials of a run; the given ones had half-open connections. */
function withHalfOpen(found: readonly (HalfOpenResult | undefined)[], invalid: readonly number[] = []) {
  const run = makeRun({ clients: 10, transports: ['websocket'], invalid });
  const { trials: heads, tables } = buildReport(run);
  const trials = run.trials.map((trial, at): LoadedTrial => {
    const here = found[at];
    return here === undefined ? trial : { ...trial, result: { ...trial.result, halfOpen: here } };
  });
  return { heads, tables, trials };
}

describe('judgeHalfOpen', () => {
  it('is silent where no connection went silent', () => {
    const { trials, heads, tables } = withHalfOpen([]);
    expect(judgeHalfOpen(trials, heads)).toBeUndefined();
    expect(tables.halfOpen.rows).toEqual([]);
  });

  it('says who noticed, when, and what was left', () => {
    const { trials, heads } = withHalfOpen([
      halfOpen,
      { ...halfOpen, zombies: { ...halfOpen.zombies, atEnd: 0 } },
    ]);
    const verdict = judgeHalfOpen(trials, heads);
    expect(verdict && formatPhrase(verdict.headline)).toBe(
      `${heads[0]?.name}: of 30 connections that went silent without a word clients gave up none, the server 2 (after 1 s in the median, 1.50 s at most), and 28 were still held for nobody at the end; ` +
        `${heads[1]?.name}: of 30 connections that went silent without a word clients gave up none, the server 2 (after 1 s in the median, 1.50 s at most), and at most 30 were held for nobody at once.`,
    );
    expect(verdict?.details).toEqual([]);
  });

  it('leaves invalid trials out', () => {
    const { trials, heads } = withHalfOpen([halfOpen], [0]);
    expect(judgeHalfOpen(trials, heads)).toBeUndefined();
  });
});
