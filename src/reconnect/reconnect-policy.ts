import type { Random } from '../system/random.js';

/**
 * When a client tries again. A pure function: the same arguments give the same delay in any process.
 */
export interface ReconnectPolicy {
  /**
   * @param attempt 0 for the first attempt after a loss, then 1, 2, … until the count is reset
   * @param previousUs the delay before the last attempt, undefined for the first
   * @param random draws for this attempt alone
   * @param serverUs what the server asked for (SSE `retry:`, `Retry-After`), when it did
   * @returns microseconds to wait from the moment the loss or failure was noticed; undefined: it gives up for good
   */
  delayUs(
    attempt: number,
    previousUs: number | undefined,
    random: Random,
    serverUs: number | undefined,
  ): number | undefined;
}
