import { type DelayLaw, meanDelayUs, shareUpTo } from '../delay-law.js';

/** Attempts per second over a stretch of time from the loss; an instant where both ends are equal. */
export interface DensityStretch {
  readonly fromUs: number;
  readonly toUs: number;
  /** Infinite at an instant: `attempts` fall on it. */
  readonly perSecond: number;
  readonly attempts: number;
}

/**
 * The first attempts of N clients that lose their connections at once. With the law U(from, to) of the first delay it is N/(to − from):
 * N/b on [0, b] for full jitter, 2N/b on [b/2, b] for equal jitter, N/(2 · base) on [base, 3 · base] for decorrelated jitter,
 * N/(2Jd) on [(1 − J)d, (1 + J)d] for a delay d ± J, N in one instant for a fixed delay, N/(5 s) on [0, 5 s] for
 * RFC 6455 §7.2.3.
 */
export function densityOfFirstWave(law: DelayLaw, clients: number): DensityStretch[] {
  return law.map(({ fromUs, toUs, share }) => ({
    fromUs,
    toUs,
    perSecond: (clients * share * 1e6) / (toUs - fromUs),
    attempts: clients * share,
  }));
}

/**
 * While the server stays down, later waves of full jitter overlap the first. Attempt k + 1 follows attempt k by U(0, b·fᵏ), so up to
 * t = b, where no window has ended yet, its density is N/b · (t/b)ᵏ / (k! · f^(k(k+1)/2)); the sum over k is the rate. Just
 * before t = b with f = 2 that is 1 + 1/2 + 1/16 + 1/384 + … = 1.565 times N/b.
 * @param shareOfBase t/b, 0 to 1
 */
export function overlapOfFullJitter(factor: number, shareOfBase = 1): number {
  let [sum, term] = [0, 1];
  for (let wave = 1; term > 1e-15; wave++) {
    sum += term;
    term *= shareOfBase / (wave * factor ** wave);
  }
  return sum;
}

/**
 * Attempts per second, `sinceReadyUs` after the end of an outage so long that every client waits by the same law and none
 * remembers the loss. Attempts are then a stationary renewal process; the wait for a client's next attempt has the density
 * (1 − F(t))/mean (D. R. Cox, Renewal Theory, 1962, §5.2), and that attempt succeeds. Full jitter: 2N/cap falling to zero at cap.
 * Equal jitter: 4N/(3 cap) up to cap/2, then falling to zero at cap.
 */
export function densityAfterLongOutage(law: DelayLaw, clients: number, sinceReadyUs: number): number {
  return ((1 - shareUpTo(law, sinceReadyUs)) * clients * 1e6) / meanDelayUs(law);
}

/** Seconds until the last of N clients is back when all knock at once and the server takes C a second: N/C. */
export function drainSeconds(clients: number, acceptedPerSecond: number): number {
  return clients / acceptedPerSecond;
}
