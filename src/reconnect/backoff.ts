import type { ReconnectSettings } from '../scenario/scenario.js';
import { emptyDigest, foldDigest } from '../system/fold-digest.js';
import { randomStream } from '../system/random.js';
import { StreamFamily } from '../system/stream-family.js';
import { createPolicy } from './policies.js';
import type { ReconnectPolicy } from './reconnect-policy.js';

/** What the back-offs of all clients of a trial share. */
export interface BackoffPlan {
  readonly seed: number;
  readonly policy: ReconnectPolicy;
  readonly resetAfterUs: number;
  /** The draws of all clients; each back-off has its own where it is left out. */
  readonly streams?: StreamFamily;
}

export function planBackoff(seed: number, settings: ReconnectSettings): BackoffPlan {
  return {
    seed,
    policy: createPolicy(settings),
    resetAfterUs: settings.resetAfterUs,
    streams: openStreams(seed),
  };
}

/**
 * One client's progress through its policy. Draws depend on seed, client, loss and attempt only, so the delays are the
 * same for any number of workers. The attempt count returns to 0 when a connection was lost that had stayed
 * subscribed for at least `resetAfterUs`; a shorter one continues the count, so a server that accepts and drops does
 * not get hammered.
 */
export class Backoff {
  readonly #plan: BackoffPlan;
  readonly #client: number;
  readonly #policy: ReconnectPolicy;
  readonly #streams: StreamFamily;
  #losses = 0;
  #attempt = 0;
  #previousUs: number | undefined;
  #waitedUs = 0;
  #delays = 0;
  #delayDigest = emptyDigest;

  constructor(plan: BackoffPlan, client: number) {
    this.#plan = plan;
    this.#client = client;
    this.#policy = policyOf(plan, client);
    this.#streams = plan.streams ?? openStreams(plan.seed);
  }

  /** How many delays were drawn so far. */
  get delays(): number {
    return this.#delays;
  }

  /** Digest over all of them, in microseconds: equal seeds give equal digests for equal numbers of delays. */
  get delayDigest(): number {
    return this.#delayDigest;
  }

  /** Notes the loss of a connection that had been subscribed for `heldUs`. */
  lose(heldUs: number): void {
    this.#losses++;
    if (heldUs < this.#plan.resetAfterUs) return;
    this.#attempt = 0;
    this.#previousUs = undefined;
    this.#waitedUs = 0;
  }

  /** Microseconds to wait before the next attempt; undefined: there is none, the client stays away for good. */
  nextDelayUs(serverUs?: number): number | undefined {
    const random = this.#streams.open(this.#client, this.#losses, this.#attempt);
    const delayUs = this.#policy.delayUs(this.#attempt, this.#previousUs, random, serverUs, this.#waitedUs);
    if (delayUs === undefined) return undefined;
    this.#attempt++;
    this.#previousUs = delayUs;
    this.#waitedUs += delayUs;
    this.#delays++;
    this.#delayDigest = foldDigest(this.#delayDigest, delayUs);
    return delayUs;
  }
}

function policyOf({ seed, policy }: BackoffPlan, client: number): ReconnectPolicy {
  return policy.forClient?.(randomStream(seed, 'reconnect-client', client)) ?? policy;
}

/** The stream of each delay: client, loss and attempt decide, whatever was drawn before. */
function openStreams(seed: number): StreamFamily {
  return new StreamFamily(seed, 'reconnect');
}
