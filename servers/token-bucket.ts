import type { Clock } from '../src/system/clock.js';

/** A token bucket: tokens come at a steady rate and are kept up to a limit. */
export class TokenBucket {
  readonly #ratePerSecond: number;
  readonly #limit: number;
  readonly #clock: Clock;
  #tokens: number;
  #atUs: number;

  /** @param limit most tokens kept, from 1; the bucket begins full */
  constructor(ratePerSecond: number, limit: number, clock: Clock) {
    this.#ratePerSecond = ratePerSecond;
    this.#limit = limit;
    this.#clock = clock;
    this.#tokens = limit;
    this.#atUs = clock.nowUs();
  }

  /** @returns whether there was one to take */
  take(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #refill(): void {
    const nowUs = this.#clock.nowUs();
    const gained = ((nowUs - this.#atUs) * this.#ratePerSecond) / 1e6;
    this.#tokens = Math.min(this.#limit, this.#tokens + gained);
    this.#atUs = nowUs;
  }
}
