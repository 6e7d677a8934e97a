import type { ReconnectSettings, TextbookName } from '../scenario/scenario.js';
import { createCustom } from './custom-policy.js';
import { createPreset, isPreset } from './presets/presets.js';
import type { ReconnectPolicy } from './reconnect-policy.js';
import { drawUniformUs } from './uniform.js';

/** Builds a policy from its settings. Sources: see `docs/method.md`, "Reconnect policies". */
type Build = (settings: ReconnectSettings) => ReconnectPolicy;

/**
 * The textbook policies. The three jitters are those of M. Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015: with w = min(cap, base · factor^attempt),
 * full jitter waits U(0, w), equal jitter w/2 + U(0, w/2), decorrelated jitter min(cap, U(base, 3 · previous)).
 */
const textbook: Record<TextbookName, Build> = {
  immediate: () => ({ delayUs: () => 0 }),

  fixed: ({ delayUs }) => ({ delayUs: () => delayUs }),

  exponential: (settings) => ({ delayUs: (attempt) => Math.round(windowUs(settings, attempt)) }),

  'full-jitter': (settings) => ({
    delayUs: (attempt, _previousUs, random) => drawUniformUs(random, 0, windowUs(settings, attempt)),
  }),

  'equal-jitter': (settings) => ({
    delayUs(attempt, _previousUs, random) {
      const half = windowUs(settings, attempt) / 2;
      return drawUniformUs(random, half, 2 * half);
    },
  }),

  // The first wait has no previous one; the paper starts from previous = base, so it is U(base, 3 · base).
  'decorrelated-jitter': ({ baseUs, capUs }) => ({
    delayUs: (_attempt, previousUs, random) =>
      Math.min(capUs, drawUniformUs(random, baseUs, 3 * Math.max(baseUs, previousUs ?? baseUs))),
  }),

  server: ({ delayUs }) => ({
    delayUs: (_attempt, _previousUs, _random, serverUs) => serverUs ?? delayUs,
  }),
};

export function createPolicy(settings: ReconnectSettings): ReconnectPolicy {
  const { policy } = settings;
  if (policy === 'custom') return createCustom(settings);
  return isPreset(policy) ? createPreset(policy, settings.options) : textbook[policy](settings);
}

/** The back-off window of an attempt: it grows by the factor and stays at the cap. */
function windowUs({ baseUs, capUs, factor }: ReconnectSettings, attempt: number): number {
  return Math.min(capUs, baseUs * factor ** attempt);
}
