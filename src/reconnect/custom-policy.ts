import type { CustomPolicySettings, ReconnectSettings } from '../scenario/scenario.js';
import type { Random } from '../system/random.js';
import type { ReconnectPolicy } from './reconnect-policy.js';
import { drawUniformUs } from './uniform.js';

/** What a custom policy is when nothing but base, factor and cap is said: exponential. */
export const plainCustomPolicy: CustomPolicySettings = {
  first: undefined,
  jitter: { kind: 'share', share: 0 },
  capAfterJitter: false,
  giveUp: {},
  budget: undefined,
  honourRetryAfter: false,
};

/**
 * A policy put together from parts, in this order: back-off and jitter, what the server asked for, the retry budget, giving up.
 * Give-up time and budget count the client's waits since its attempt count began, not the clock: how long attempts take differs from run
 * to run, and delays have to follow from seed, client and attempt alone.
 */
export function createCustom(settings: ReconnectSettings): ReconnectPolicy {
  const custom = settings.custom ?? plainCustomPolicy;
  const { giveUp, budget, honourRetryAfter } = custom;
  return {
    delayUs(attempt, _previousUs, random, serverUs, waitedUs = 0) {
      if (giveUp.attempts !== undefined && attempt >= giveUp.attempts) return undefined;
      const delayUs = Math.max(
        drawDelayUs(settings, custom, attempt, random),
        honourRetryAfter ? (serverUs ?? 0) : 0,
        budget === undefined ? 0 : earliestUs(budget, attempt) - waitedUs,
      );
      return giveUp.afterUs !== undefined && waitedUs + delayUs > giveUp.afterUs ? undefined : delayUs;
    },
  };
}

/** Beyond any cap, and finite: after many attempts base · factor^n is not. */
const longestUs = 2 ** 60;

function drawDelayUs(
  { baseUs, capUs, factor }: ReconnectSettings,
  { first, jitter, capAfterJitter }: CustomPolicySettings,
  attempt: number,
  random: Random,
): number {
  if (first !== undefined && attempt === 0) return drawUniformUs(random, first.fromUs, first.toUs);
  // With a first wait of its own the back-off begins at the second attempt.
  const grownUs = baseUs * factor ** (attempt - (first === undefined ? 0 : 1));
  const windowUs = Math.min(capAfterJitter ? longestUs : capUs, grownUs);
  const [fromUs, toUs] =
    jitter.kind === 'share'
      ? [(1 - jitter.share) * windowUs, (1 + jitter.share) * windowUs]
      : [windowUs, windowUs + jitter.spanUs];
  if (fromUs >= capUs && capAfterJitter) return capUs;
  const delayUs = fromUs === toUs ? Math.round(fromUs) : drawUniformUs(random, fromUs, toUs);
  return capAfterJitter ? Math.min(capUs, delayUs) : delayUs;
}

/** When a bucket that is full at the loss and gains `attempts` tokens per `perUs` has had its token for attempt n. */
function earliestUs({ attempts, perUs }: { attempts: number; perUs: number }, attempt: number): number {
  return Math.ceil((Math.max(0, attempt + 1 - attempts) * perUs) / attempts);
}
