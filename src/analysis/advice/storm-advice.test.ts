import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSweep, usualSettings } from '../../../test/fixtures/make-sweep.js';
import type { LoadedRun, LoadedTrial } from '../../storage/loaded-run.js';
import { describeAdvice } from './advice-file.js';
import { type Choice, chooseCandidate, listBroken } from './choose-candidate.js';
import { judgeCandidate, leastMargin } from './judge-candidate.js';
import { type Limit, readLimits } from './limit.js';
import type { Candidate } from './situation.js';
import { adviseOnStorm, type StormAdvice } from './storm-advice.js';

const sweep = makeSweep({ settings: usualSettings, repeats: 2 });

function advise(limits: readonly Limit[], runs: readonly LoadedRun[] = [sweep]): StormAdvice {
  const [advice, ...others] = adviseOnStorm(runs, limits);
  if (advice === undefined || others.length > 0) throw new Error('one situation was expected');
  return advice;
}

/** Read and foreseen once: properties choose among them hundreds of times. */
const candidates = advise([]).judged.map(({ candidate }) => candidate);

function chooseUnder(limits: readonly Limit[], among: readonly Candidate[] = candidates): Choice {
  return chooseCandidate(among.map((candidate) => judgeCandidate(candidate, limits)));
}

function windowOf(limits: readonly Limit[]): number {
  return chooseUnder(limits).best?.candidate.windowUs ?? Number.POSITIVE_INFINITY;
}

function limitsOf(peak: number, backMs: number, lost: number): Limit[] {
  return readLimits({ peak: `${peak}/s`, back: `99%:${backMs}ms`, lost: String(lost) });
}

const peaks = fc.integer({ min: 20, max: 6000 });
const backs = fc.integer({ min: 500, max: 20_000 });
const losses = fc.integer({ min: 0, max: 100_000 });

describe('advice on the window', () => {
  it('names the smallest window within the limits, and of equal windows the gentlest', () => {
    const { choice } = advise(limitsOf(5000, 20_000, 1_000_000));
    expect(choice.best?.candidate.name).toBe('full-jitter base=1s cap=10s factor=2');
    const strict = advise(limitsOf(450, 20_000, 1_000_000));
    expect(strict.choice.best?.candidate.name).toBe('full-jitter base=2s cap=10s factor=2');
    expect(strict.choice.runnersUp.map(({ candidate }) => candidate.name)).toContain(
      'full-jitter base=4s cap=10s factor=2',
    );
  });

  it('never grows the window when a limit is loosened', () => {
    fc.assert(
      fc.property(peaks, peaks, backs, backs, losses, losses, (p, p2, b, b2, l, l2) => {
        const strict = limitsOf(Math.min(p, p2), Math.min(b, b2), Math.min(l, l2));
        const loose = limitsOf(Math.max(p, p2), Math.max(b, b2), Math.max(l, l2));
        expect(windowOf(loose)).toBeLessThanOrEqual(windowOf(strict));
      }),
      { numRuns: 300 },
    );
  });

  it('advises nothing that breaks a limit, measured or foreseen, in any repeat', () => {
    fc.assert(
      fc.property(peaks, backs, losses, (peak, backMs, lost) => {
        const { best } = chooseUnder(limitsOf(peak, backMs, lost));
        for (const [at, trial] of (best?.candidate.trials ?? []).entries()) {
          const { storm, ledger } = trial.result;
          expect(storm.peakAttemptsPerSecond).toBeLessThanOrEqual(peak);
          expect(storm.backUs.fromDisconnect.p99 ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
            backMs * 1000,
          );
          expect(ledger.lost).toBeLessThanOrEqual(lost);
          const foreseen = best?.candidate.foreseen[at];
          expect(foreseen?.peakAttemptsPerSecond).toBeLessThanOrEqual(peak * (1 - leastMargin));
          expect(foreseen?.backUs?.p99).toBeLessThanOrEqual(backMs * 1000 * (1 - leastMargin));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('names, when none will do, the limits under which the nearest would', () => {
    let none = 0;
    fc.assert(
      fc.property(peaks, backs, losses, (peak, backMs, lost) => {
        const choice = chooseUnder(limitsOf(peak, backMs, lost));
        const [nearest] = choice.refused;
        if (choice.best !== undefined || nearest === undefined) return;
        none++;
        const needed = new Map(
          listBroken(nearest).map(({ limit, needed }) => [limit.threshold.metric, needed]),
        );
        expect([...needed.values()]).not.toContain(null);
        const stretched = limitsOf(peak, backMs, lost).map((limit) => ({
          ...limit,
          threshold: {
            ...limit.threshold,
            value: needed.get(limit.threshold.metric) ?? limit.threshold.value,
          },
        }));
        const admitted = chooseUnder(stretched);
        expect([admitted.best, ...admitted.runnersUp].map((entry) => entry?.candidate.name)).toContain(
          nearest.candidate.name,
        );
      }),
      { numRuns: 300 },
    );
    expect(none).toBeGreaterThan(30);
  });

  it('is the same for the same results, whatever their order', () => {
    const limits = limitsOf(400, 8000, 1_000_000);
    const write = (run: LoadedRun): string =>
      JSON.stringify(
        describeAdvice({ runs: [run], limits, storms: adviseOnStorm([run], limits), transports: undefined }),
      );
    expect(write(makeSweep({ settings: usualSettings, repeats: 2 }))).toBe(write(sweep));
    const reversed = { ...sweep, trials: sweep.trials.toReversed() };
    expect(advise(limits, [reversed]).choice.best?.candidate.name).toBe(
      advise(limits).choice.best?.candidate.name,
    );
  });

  it('does not turn over when measured figures stray from the prediction by less than the margin', () => {
    const stray = fc.array(fc.double({ min: -0.049, max: 0.049, noNaN: true }), {
      minLength: 40,
      maxLength: 40,
    });
    const nameBest = (limits: readonly Limit[], noise: readonly number[]): string => {
      const strayed = candidates.map((candidate, at) => strayFrom(candidate, noise.slice(2 * at)));
      return chooseUnder(limits, strayed).best?.candidate.name ?? 'none';
    };
    fc.assert(
      fc.property(fc.tuple(peaks, backs), stray, stray, ([peak, backMs], one, other) => {
        const limits = limitsOf(peak, backMs, 1_000_000);
        expect(nameBest(limits, one)).toBe(nameBest(limits, other));
      }),
      { numRuns: 200 },
    );
  });

  it('takes repeats that stray further for what they are, and stays further away', () => {
    const [candidate] = candidates;
    if (candidate === undefined) throw new Error('the sweep has no setting');
    const margins = [0.02, 0.1, 0.6].map((noise) => {
      const judged = judgeCandidate(strayFrom(candidate, [noise, -noise]), limitsOf(6000, 20_000, 0));
      return judged.findings.map(({ margin }) => Number(margin.toFixed(3)));
    });
    expect(margins.map(([peak]) => peak)).toEqual([0.1, 0.2, 0.5]);
  });
});

/** The setting as if every measured figure had come out a little beside the foreseen one. */
function strayFrom(candidate: Candidate, noise: readonly number[]): Candidate {
  const trials = candidate.trials.map((trial, at): LoadedTrial => {
    const foreseen = candidate.foreseen[at];
    const factor = 1 + (noise[at] ?? 0);
    const { storm } = trial.result;
    const p99 = foreseen?.backUs?.p99 ?? null;
    const fromDisconnect = { ...storm.backUs.fromDisconnect, p99: p99 === null ? null : p99 * factor };
    const peakAttemptsPerSecond = (foreseen?.peakAttemptsPerSecond ?? 0) * factor;
    const strayed = { ...storm, peakAttemptsPerSecond, backUs: { ...storm.backUs, fromDisconnect } };
    return { ...trial, result: { ...trial.result, storm: strayed } };
  });
  return { ...candidate, trials };
}

describe('trials that cannot be believed', () => {
  it('support nothing; other repeats of the setting still do', () => {
    const limits = limitsOf(5000, 20_000, 1_000_000);
    // Trials 1 and 10 are the two repeats of full jitter over 1 s.
    const once = makeSweep({ settings: usualSettings, repeats: 2, invalid: [1] });
    expect(advise(limits, [once]).choice.best?.candidate.trials).toHaveLength(1);
    const never = advise(limits, [makeSweep({ settings: usualSettings, repeats: 2, invalid: [1, 10] })]);
    expect(never.choice.best?.candidate.name).toBe('equal-jitter base=1s cap=10s factor=2');
    expect(never.choice.unknown.map(({ candidate }) => candidate.name)).toEqual([
      'full-jitter base=1s cap=10s factor=2',
    ]);
  });

  it('are made good by a later run of the same trials', () => {
    const limits = limitsOf(5000, 20_000, 1_000_000);
    const bad = makeSweep({ settings: usualSettings, invalid: [1] });
    const again = makeSweep({ settings: usualSettings, id: 'again' });
    const repeated = { ...again, trials: again.trials.slice(1, 2) };
    const advice = advise(limits, [bad, repeated]);
    expect(advice.choice.best?.candidate.name).toBe('full-jitter base=1s cap=10s factor=2');
    expect(advice.choice.best?.candidate.leftOut).toHaveLength(1);
    expect(advice.choice.unknown).toEqual([]);
  });
});
