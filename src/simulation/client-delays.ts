import { createPolicy } from '../reconnect/policies.js';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import { type Random, randomStream } from '../system/random.js';
import { StreamFamily } from '../system/stream-family.js';
import type { ClientRows } from './client-rows.js';
import type { StormSettings } from './storm-settings.js';

type DelaySettings = Pick<StormSettings, 'seed' | 'reconnect' | 'admission' | 'serverRetryUs'>;

/** How long simulated clients wait before they try again: the draws that real ones make, kept in the clients' rows. */
export class ClientDelays {
  /** Whether a delay was drawn since this was set to false; a policy without jitter never does. */
  drew = false;
  /** Whether clients may differ before they draw a delay, by what each drew once. */
  readonly differs: boolean;
  readonly #settings: DelaySettings;
  readonly #rows: ClientRows;
  readonly #policy: ReconnectPolicy;
  readonly #draws: StreamFamily;
  readonly #retryAfterDraws: StreamFamily;

  /** @param policy instead of the one that the settings name */
  constructor(settings: DelaySettings, rows: ClientRows, policy = createPolicy(settings.reconnect)) {
    this.#settings = settings;
    this.#rows = rows;
    this.#policy = policy;
    this.differs = policy.forClient !== undefined;
    this.#draws = new StreamFamily(settings.seed, 'reconnect');
    this.#retryAfterDraws = new StreamFamily(settings.seed, 'retry-after');
  }

  /** The delay before a client's next attempt; undefined: it gives up. */
  next(client: number): number | undefined {
    const rows = this.#rows;
    const attempt = rows.attempts.get(client);
    // There is one loss, the first: `Backoff` counts it as number 1.
    const random = this.#draws.open(client, 1, attempt);
    const delayUs = this.#policyOf(client).delayUs(
      attempt,
      attempt === 0 ? undefined : rows.previousUs.get(client),
      this.drew ? random : this.#watch(random),
      this.#serverWish(client),
      rows.waitedUs.get(client),
    );
    if (delayUs === undefined) return undefined;
    rows.previousUs.set(client, delayUs);
    rows.waitedUs.set(client, rows.waitedUs.get(client) + delayUs);
    return delayUs;
  }

  /** A server without a place says when to come again. */
  askToWait(client: number): void {
    const { admission } = this.#settings;
    if (admission?.retryAfterUs === undefined) return;
    const random = this.#retryAfterDraws.open(client, 1, this.#rows.attempts.get(client));
    const spread = 1 + admission.jitter * (2 * random() - 1);
    this.#rows.askedUs.set(client, 1 + Math.round(admission.retryAfterUs * spread));
  }

  /** The same draws; notes that there were some. */
  #watch(random: Random): Random {
    return () => {
      this.drew = true;
      return random();
    };
  }

  /** What a client draws once in its life is drawn anew for every attempt, which is cheaper than to keep ten million policies. */
  #policyOf(client: number): ReconnectPolicy {
    const policy = this.#policy;
    if (policy.forClient === undefined) return policy;
    return policy.forClient(randomStream(this.#settings.seed, 'reconnect-client', client));
  }

  #serverWish(client: number): number | undefined {
    const asked = this.#rows.askedUs.get(client);
    return asked === 0 ? this.#settings.serverRetryUs : asked - 1;
  }
}
