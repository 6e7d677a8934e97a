/**
 * One exchange of time between two hosts, whole microseconds each: `sentUs` and `receivedUs` on this host's monotonic
 * clock (t1, t4), the other two on the other host's (t2, t3).
 */
export interface ClockExchange {
  readonly sentUs: number;
  readonly remoteReceivedUs: number;
  readonly remoteSentUs: number;
  readonly receivedUs: number;
}

/** How far another clock is ahead of this host's, and how wrong that may be. */
export interface ClockOffset {
  /** Remote minus local. */
  readonly offsetUs: number;
  /** The true offset lies within `offsetUs ± boundUs`, however unequal the two ways were. */
  readonly boundUs: number;
  /** Time on the network of the exchange it is taken from. */
  readonly roundTripUs: number;
  /** Local instant in the middle of that exchange. */
  readonly atUs: number;
}

/** Each stamp may be half a microsecond off by rounding, so a difference of two may be off by one. */
const roundingUs = 1;

/**
 * Estimates a clock's offset from the exchange with the smallest round trip, as NTP does (RFC 5905 §8):
 * θ = ((t2 − t1) + (t3 − t4)) / 2, δ = (t4 − t1) − (t3 − t2). Neither way can take less than no time, so
 * t3 − t4 ≤ offset ≤ t2 − t1, an interval of width δ around θ: the error is at most δ/2, whatever the asymmetry.
 * @returns undefined without an exchange that is possible; one whose round trip took less than no time is not
 */
export function estimateClockOffset(exchanges: Iterable<ClockExchange>): ClockOffset | undefined {
  let best: ClockExchange | undefined;
  let shortestUs = Number.POSITIVE_INFINITY;
  for (const exchange of exchanges) {
    const roundTripUs = measureRoundTrip(exchange);
    if (roundTripUs < -2 * roundingUs || roundTripUs >= shortestUs) continue;
    best = exchange;
    shortestUs = roundTripUs;
  }
  if (best === undefined) return undefined;
  const { sentUs, remoteReceivedUs, remoteSentUs, receivedUs } = best;
  return {
    // θ and δ/2 are whole or half together; where the one is rounded, the other goes up and covers it.
    offsetUs: Math.round((remoteReceivedUs - sentUs + (remoteSentUs - receivedUs)) / 2),
    boundUs: Math.ceil(shortestUs / 2) + roundingUs,
    roundTripUs: shortestUs,
    atUs: Math.round((sentUs + receivedUs) / 2),
  };
}

/** What is known of a clock's offset all the time between two estimates. */
export interface ClockSpan {
  /** Remote minus local, throughout the span within ± `boundUs`. */
  readonly offsetUs: number;
  readonly boundUs: number;
  /** How much further ahead the remote clock was at the end, within ± `driftBoundUs`. */
  readonly driftUs: number;
  readonly driftBoundUs: number;
  /** The largest rate difference that the two estimates leave possible, microseconds per second. */
  readonly mostDriftPartsPerMillion: number;
}

/**
 * Joins the estimates before and after a run into one offset for all of it. The bound holds as long as the clocks drift
 * one way between the two, as quartz does over minutes; it covers both estimates with their bounds.
 */
export function spanClockOffsets(before: ClockOffset, after: ClockOffset): ClockSpan {
  const lowest = Math.min(before.offsetUs - before.boundUs, after.offsetUs - after.boundUs);
  const highest = Math.max(before.offsetUs + before.boundUs, after.offsetUs + after.boundUs);
  const driftUs = after.offsetUs - before.offsetUs;
  const driftBoundUs = before.boundUs + after.boundUs;
  const seconds = (after.atUs - before.atUs) / 1_000_000;
  return {
    offsetUs: Math.round((lowest + highest) / 2),
    boundUs: Math.ceil((highest - lowest) / 2),
    driftUs,
    driftBoundUs,
    mostDriftPartsPerMillion: (Math.abs(driftUs) + driftBoundUs) / seconds,
  };
}

function measureRoundTrip({ sentUs, remoteReceivedUs, remoteSentUs, receivedUs }: ClockExchange): number {
  return receivedUs - sentUs - (remoteSentUs - remoteReceivedUs);
}
