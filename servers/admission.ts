import type { Clock } from '../src/system/clock.js';
import { type Random, randomStream } from '../src/system/random.js';
import type { AdmissionOptions } from './server-options.js';
import { TokenBucket } from './token-bucket.js';

/**
 * Admission control: every new client takes a token from a bucket that fills at a steady rate, and who finds none is told when
 * to come again. `Retry-After` has whole seconds only (RFC 9110 §10.2.3), so the drawn wish is rounded up or down by
 * chance, in proportion: the mean stays what was asked for, and so does what a jitter below a second spreads.
 */
export class Admission {
  readonly #bucket: TokenBucket;
  readonly #options: AdmissionOptions;
  readonly #random: Random;

  constructor(options: AdmissionOptions, clock: Clock) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.ratePerSecond, Math.max(1, options.burst), clock);
    this.#random = randomStream(options.seed, 'admission');
  }

  /** @returns undefined: come in. Otherwise microseconds, of whole seconds, after which to come again */
  judge(): number | undefined {
    return this.#bucket.take() ? undefined : this.#drawRetryUs();
  }

  #drawRetryUs(): number {
    const { retryAfterUs, jitter } = this.#options;
    const wishUs = retryAfterUs * (1 + jitter * (2 * this.#random() - 1));
    return Math.floor(wishUs / 1e6 + this.#random()) * 1e6;
  }
}
