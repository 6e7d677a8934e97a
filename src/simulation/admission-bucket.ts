import type { AdmissionSettings } from './storm-settings.js';

/** A token bucket: it begins full, gains `ratePerSecond` and holds `burst` at most. */
export class AdmissionBucket {
  readonly #ratePerUs: number;
  readonly #burst: number;
  #tokens: number;
  #atUs = Number.NEGATIVE_INFINITY;
  refused = 0;

  constructor({ ratePerSecond, burst }: Pick<AdmissionSettings, 'ratePerSecond' | 'burst'>) {
    this.#ratePerUs = ratePerSecond / 1e6;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** @returns whether there was a token. Several servers share the bucket, so instants may be a little out of order. */
  take(atUs: number): boolean {
    if (atUs > this.#atUs) {
      this.#tokens = Math.min(this.#burst, this.#tokens + (atUs - this.#atUs) * this.#ratePerUs);
      this.#atUs = atUs;
    }
    if (this.#tokens < 1) {
      this.refused++;
      return false;
    }
    this.#tokens--;
    return true;
  }
}
