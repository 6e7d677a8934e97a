import { delayByLaw } from './delay-by-law.js';
import { type DelayLaw, meanDelayUs } from './delay-law.js';
import type { DelayLaws } from './delay-laws.js';
import { expectChained } from './expect-chained.js';

/** A stretch of time in which every attempt fails at once. */
export interface ServerAbsence {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface Expectation {
  readonly binUs: number;
  /** Losses by bin, from time 0 on; its length is the horizon. Spread evenly within a bin. */
  readonly losses: Float64Array;
  readonly laws: DelayLaws;
  readonly absences: readonly ServerAbsence[];
  /** From a loss to the first attempt, where the transport and not the policy decides; the policy's laws follow. */
  readonly firstDelay?: DelayLaw | undefined;
}

/**
 * Attempts by bin that the policy's definition foresees whatever the seed: each loss leads to an attempt after the first delay, an attempt
 * while the server is away fails at once and leads to the next one, any other succeeds.
 * @returns undefined where no policy but the machine sets the rate: delays shorter than a bin while the server is away
 */
export function expectAttempts(expectation: Expectation): Float64Array | undefined {
  const { binUs, losses, laws, firstDelay } = expectation;
  const away = shareAway(expectation);
  if (laws.chained !== undefined && firstDelay === undefined)
    return expectChained({ binUs, losses, away, chain: laws.chained });
  const total = new Float64Array(losses.length);
  let waiting = losses;
  for (let wave = 0; wave < mostWaves; wave++) {
    const law = lawOfWave(laws, firstDelay, wave);
    const attempts = delayByLaw(waiting, law, binUs, losses.length - 1);
    const failing = attempts.map((count, bin) => count * (away[bin] ?? 0));
    for (const [bin, count] of attempts.entries()) total[bin] = (total[bin] ?? 0) + count;
    if (isNothing(failing, losses)) return total;
    if (meanDelayUs(lawOfWave(laws, firstDelay, wave + 1)) < binUs) return undefined;
    waiting = failing;
  }
  return undefined;
}

const mostWaves = 20_000;

function lawOfWave(laws: DelayLaws, firstDelay: DelayLaw | undefined, wave: number): DelayLaw {
  if (firstDelay === undefined) return laws.of(wave);
  return wave === 0 ? firstDelay : laws.of(wave - 1);
}

/** Of each bin, the share in which the server is away. */
function shareAway({ binUs, losses, absences }: Expectation): Float64Array {
  const away = new Float64Array(losses.length);
  for (const { fromUs, toUs } of absences) {
    const last = Math.min(losses.length - 1, Math.floor(toUs / binUs));
    for (let bin = Math.max(0, Math.floor(fromUs / binUs)); bin <= last; bin++) {
      const overlap = Math.min(toUs, (bin + 1) * binUs) - Math.max(fromUs, bin * binUs);
      away[bin] = Math.min(1, (away[bin] ?? 0) + Math.max(0, overlap) / binUs);
    }
  }
  return away;
}

/** A millionth of a loss is nobody. */
function isNothing(failing: Float64Array, losses: Float64Array): boolean {
  return sum(failing) <= 1e-6 * sum(losses);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
