import type { DelayLaw } from './delay-law.js';

/**
 * What happens in bins of equal width, delayed by a law: the convolution of a histogram whose bins are spread evenly within themselves with
 * a mixture of even spreads and points. Exact but for the spread within bins: the mass of a bin of the outcome is a difference of the
 * first (point) or second (even spread) integral of the histogram.
 * @param mass by bin; bin i covers [i, i + 1) · binUs
 * @param last bins beyond this are left out of the outcome
 */
export function delayByLaw(mass: Float64Array, law: DelayLaw, binUs: number, last: number): Float64Array {
  const outcome = new Float64Array(last + 1);
  const integrals = integrate(mass);
  for (const { fromUs, toUs, share } of law) {
    if (toUs - fromUs < minimumSpreadBins * binUs)
      addPoint(outcome, integrals, share, (fromUs + toUs) / 2 / binUs);
    else addSpread(outcome, integrals, share, fromUs / binUs, toUs / binUs);
  }
  return outcome;
}

/** A narrower spread is a point: differences of nearly equal integrals would be noise. */
const minimumSpreadBins = 1e-3;

interface Integrals {
  /** At the beginning of each bin: mass so far, and the integral of that. */
  readonly once: Float64Array;
  readonly twice: Float64Array;
}

function integrate(mass: Float64Array): Integrals {
  const once = new Float64Array(mass.length + 1);
  const twice = new Float64Array(mass.length + 1);
  for (let bin = 0; bin < mass.length; bin++) {
    const [before = 0, here = 0] = [once[bin], mass[bin]];
    once[bin + 1] = before + here;
    twice[bin + 1] = (twice[bin] ?? 0) + before + here / 2;
  }
  return { once, twice };
}

/** Mass up to `at`, in bins; straight within a bin. */
function massUpTo({ once }: Integrals, at: number): number {
  if (at <= 0) return 0;
  const end = once.length - 1;
  if (at >= end) return once[end] ?? 0;
  const bin = Math.floor(at);
  const before = once[bin] ?? 0;
  return before + ((once[bin + 1] ?? 0) - before) * (at - bin);
}

/** The integral of that up to `at`: a parabola within a bin, a straight line behind the last. */
function areaUpTo({ once, twice }: Integrals, at: number): number {
  if (at <= 0) return 0;
  const end = once.length - 1;
  if (at >= end) return (twice[end] ?? 0) + (at - end) * (once[end] ?? 0);
  const bin = Math.floor(at);
  const [before = 0, part] = [once[bin], at - bin];
  return (twice[bin] ?? 0) + before * part + (((once[bin + 1] ?? 0) - before) * part * part) / 2;
}

function addPoint(outcome: Float64Array, integrals: Integrals, share: number, delay: number): void {
  let before = massUpTo(integrals, -delay);
  for (let bin = 0; bin < outcome.length; bin++) {
    const after = massUpTo(integrals, bin + 1 - delay);
    outcome[bin] = (outcome[bin] ?? 0) + share * (after - before);
    before = after;
  }
}

function addSpread(
  outcome: Float64Array,
  integrals: Integrals,
  share: number,
  from: number,
  to: number,
): void {
  const weight = share / (to - from);
  const strip = (at: number): number => areaUpTo(integrals, at - from) - areaUpTo(integrals, at - to);
  let before = strip(0);
  for (let bin = 0; bin < outcome.length; bin++) {
    const after = strip(bin + 1);
    // A difference of nearly equal sums may come out a hair below zero.
    outcome[bin] = (outcome[bin] ?? 0) + weight * Math.max(0, after - before);
    before = after;
  }
}
