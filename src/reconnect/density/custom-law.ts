import type { ReconnectSettings } from '../../scenario/scenario.js';
import { plainCustomPolicy } from '../custom-policy.js';
import { capLaw, type DelayLaw, evenLaw, pointLaw } from './delay-law.js';

/**
 * A wait d ± J lies evenly on [(1 − J)d, (1 + J)d], one with a span on [d, d + span]; the cap comes before or after the jitter.
 * @returns undefined where waits depend on those before (budget, giving up by time) or on the server
 */
export function lawOfCustom(settings: ReconnectSettings): ((attempt: number) => DelayLaw) | undefined {
  const { baseUs, capUs, factor, custom = plainCustomPolicy } = settings;
  const { first, jitter, capAfterJitter, giveUp, budget, honourRetryAfter } = custom;
  if (budget !== undefined || giveUp.afterUs !== undefined || honourRetryAfter) return undefined;
  return (attempt) => {
    if (giveUp.attempts !== undefined && attempt >= giveUp.attempts) return [];
    if (first !== undefined && attempt === 0) return spread(first.fromUs, first.toUs);
    const grownUs = baseUs * factor ** (attempt - (first === undefined ? 0 : 1));
    const waitUs = capAfterJitter ? grownUs : Math.min(capUs, grownUs);
    const law =
      jitter.kind === 'share'
        ? spread((1 - jitter.share) * waitUs, (1 + jitter.share) * waitUs)
        : spread(waitUs, waitUs + jitter.spanUs);
    return capAfterJitter ? capLaw(law, capUs) : law;
  };
}

function spread(fromUs: number, toUs: number): DelayLaw {
  return fromUs === toUs ? pointLaw(fromUs) : evenLaw(fromUs, toUs);
}
