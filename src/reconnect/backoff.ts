import type { ReconnectSettings } from '../scenario/scenario.js';
import { emptyDigest, foldDigest } from '../system/fold-digest.js';
import { randomStream } from '../system/random.js';
import { createPolicy } from './policies.js';
import type { ReconnectPolicy } from './reconnect-policy.js';

/** What the back-offs of all clients of a trial share. */
export interface BackoffPlan {
  readonly seed: number;
  readonly policy: ReconnectPolicy;
  readonly resetAfterUs: number;
}

export function planBackoff(seed: number, settings: ReconnectSettings): BackoffPlan {
  return { seed, policy: createPolicy(settings), resetAfterUs: settings.resetAfterUs };
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
  #losses = 0;
  #attempt = 0;
  #previousUs: number | undefined;
  #delays = 0;
  #delayDigest = emptyDigest;

  constructor(plan: BackoffPlan, client: number) {
    this.#plan = plan;
    this.#client = client;
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
  }

  /** Microseconds to wait before the next attempt; undefined: there is none, the client stays away for good. */
  nextDelayUs(serverUs?: number): number | undefined {
    const { seed, policy } = this.#plan;
    const random = randomStream(seed, 'reconnect', this.#client, this.#losses, this.#attempt);
    const delayUs = policy.delayUs(this.#attempt, this.#previousUs, random, serverUs);
    if (delayUs === undefined) return undefined;
    this.#attempt++;
    this.#previousUs = delayUs;
    this.#delays++;
    this.#delayDigest = foldDigest(this.#delayDigest, delayUs);
    return delayUs;
  }
}
