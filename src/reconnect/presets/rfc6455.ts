import { drawUniformUs } from '../uniform.js';
import { definePreset } from './preset.js';

/**
 * RFC 6455 §7.2.3: the first attempt after a random time, "between 0 and 5 seconds is a reasonable initial delay"; later ones after
 * "increasingly longer" times by "truncated binary exponential backoff". The RFC leaves open where to truncate: `cap` is ours.
 */
export const rfc6455 = definePreset({
  formula: 'Waits U(0, first) before the first attempt, then U(0, min(cap, first · 2^n)).',
  source: 'RFC 6455 §7.2.3 (2011)',
  options: {
    first: { kind: 'duration', default: 5e6, min: 1e3, about: 'Window of the first attempt.' },
    cap: { kind: 'duration', default: 60e6, min: 1e3, about: 'Widest window; not in the RFC.' },
  },
  create: ({ first, cap }) => ({
    delayUs: (attempt, _previousUs, random) =>
      drawUniformUs(random, 0, Math.min(Math.max(first, cap), first * 2 ** attempt)),
  }),
});
