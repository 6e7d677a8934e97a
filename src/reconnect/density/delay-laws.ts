import type { ReconnectSettings } from '../../scenario/scenario.js';
import { lawOfCustom } from './custom-law.js';
import { capLaw, type DelayLaw, evenLaw, pointLaw } from './delay-law.js';
import { lawOfPreset } from './preset-laws.js';

/**
 * The law of the delay before each attempt, from a policy's definition alone: no draw of the policy's code enters it.
 * Where the delay hangs on the one before (decorrelated jitter) `after` gives the law for a known previous delay.
 */
export interface DelayLaws {
  /** @param attempt 0 for the first attempt after a loss */
  readonly of: (attempt: number) => DelayLaw;
  /** Set where a delay depends on the previous one: U(fromUs, factor · previous) cut at the cap. */
  readonly chained?: { readonly fromUs: number; readonly factor: number; readonly capUs: number };
}

/**
 * With w = min(cap, base · factor^attempt), as in `docs/method.md`, "Reconnect policies".
 * @param serverUs what the server asks for, where the transport tells clients
 * @returns undefined for a policy without a law here
 */
export function lawsOfPolicy(settings: ReconnectSettings, serverUs?: number): DelayLaws | undefined {
  const { policy, delayUs, baseUs, capUs, factor } = settings;
  const windowUs = (attempt: number): number => Math.min(capUs, baseUs * factor ** attempt);
  switch (policy) {
    case 'immediate':
      return { of: () => pointLaw(0) };
    case 'fixed':
      return { of: () => pointLaw(delayUs) };
    case 'server':
      return { of: () => pointLaw(serverUs ?? delayUs) };
    case 'exponential':
      return { of: (attempt) => pointLaw(windowUs(attempt)) };
    case 'full-jitter':
      return { of: (attempt) => evenLaw(0, windowUs(attempt)) };
    case 'equal-jitter':
      return { of: (attempt) => evenLaw(windowUs(attempt) / 2, windowUs(attempt)) };
    case 'decorrelated-jitter':
      return {
        of: () => capLaw(evenLaw(baseUs, 3 * baseUs), capUs),
        chained: { fromUs: baseUs, factor: 3, capUs },
      };
    case 'custom':
      return independent(lawOfCustom(settings));
    default:
      return independent(lawOfPreset(policy, settings, serverUs));
  }
}

function independent(of: DelayLaws['of'] | undefined): DelayLaws | undefined {
  return of && { of };
}
