import type { Random } from '../../system/random.js';
import { bootstrapMedian } from './bootstrap-median.js';
import { sideOf } from './pairs-needed.js';
import { boundAbove, testSignedRank } from './signed-rank.js';

/**
 * The noise of pairs of identical code as a source of more such pairs: ln ratios, each with its mirror image, for which of two runs of the
 * same code was called the baseline meant nothing.
 */
export function mirrorNoise(logs: readonly number[]): number[] {
  return logs.flatMap((log) => [log, -log]);
}

function draw(noise: readonly number[], pairs: number, random: Random): number[] {
  return Array.from({ length: pairs }, () => noise[Math.floor(random() * noise.length)] ?? 0);
}

/**
 * Chance that a change is found: how often the exact test of so many pairs, drawn from the noise and made worse by `effect`, reaches
 * `level`.
 * @param limit ln(1 + δ)
 */
export function simulatePower(
  noise: readonly number[],
  { pairs, effect, limit, level }: { pairs: number; effect: number; limit: number; level: number },
  tries: number,
  random: Random,
): number {
  const shift = Math.log1p(effect) - limit;
  let found = 0;
  for (let at = 0; at < tries; at++)
    if (testSignedRank(draw(noise, pairs, random).map((x) => x + shift)).above <= level) found++;
  return found / tries;
}

/** The smallest limits with which simulated gates on identical code would pass, as logarithms, in ascending order. */
export function simulatePassing(
  noise: readonly number[],
  pairs: number,
  confidence: number,
  tries: number,
  random: Random,
): number[] {
  return Array.from({ length: tries }, () => {
    const drawn = draw(noise, pairs, random);
    return Math.max(bootstrapMedian(drawn, confidence).high, boundAbove(drawn, sideOf(confidence)));
  }).sort((a, b) => a - b);
}
