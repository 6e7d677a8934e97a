/**
 * Distribution functions of delays, in microseconds, written down from a policy's definition and not from its code:
 * P(delay ≤ x). Steps stand for atoms and for values on a grid.
 */
export type Law = (us: number) => number;

const clip = (share: number): number => Math.min(1, Math.max(0, share));

export const always =
  (atUs: number): Law =>
  (us) =>
    us >= atUs ? 1 : 0;

export const even =
  (fromUs: number, toUs: number): Law =>
  (us) =>
    clip((us - fromUs) / (toUs - fromUs));

/** Whole milliseconds from `leastMs` to `mostMs`, each equally likely. */
export const evenGrid =
  (leastMs: number, mostMs: number): Law =>
  (us) =>
    clip((Math.floor(us / 1e3) - leastMs + 1) / (mostMs - leastMs + 1));

/** What lies beyond the cap falls onto it. */
export const capped =
  (law: Law, capUs: number): Law =>
  (us) =>
    us >= capUs ? 1 : law(us);

/** A continuous law cut down to whole milliseconds. */
export const floored =
  (law: Law): Law =>
  (us) =>
    law((Math.floor(us / 1e3) + 1) * 1e3);

/** The mean of laws over a parameter that is even on [from, to]: midpoint rule. */
export function mixed(fromUs: number, toUs: number, lawOf: (us: number) => Law, steps = 200): Law {
  const points = Array.from({ length: steps }, (_, at) =>
    lawOf(fromUs + ((at + 0.5) / steps) * (toUs - fromUs)),
  );
  return (us) => points.reduce((sum, law) => sum + law(us), 0) / steps;
}

/**
 * socket.io: with r even on [0, 1) and w in whole milliseconds, w − ⌊rJw⌋ where r's first decimal is even, w + ⌊rJw⌋ where it is odd:
 * the ten tenths of r one by one, each an interval of r that leads to x or less.
 */
export function socketIoLaw(waitMs: number, share: number, capMs: number): Law {
  const tenths = Array.from({ length: 10 }, (_, tenth) => ({
    from: tenth / 10,
    to: (tenth + 1) / 10,
    adds: tenth % 2 === 1,
  }));
  const uncapped: Law = (us) => {
    const ms = Math.floor(us / 1e3);
    return tenths.reduce((sum, { from, to, adds }) => {
      const bound = adds
        ? Math.min(to, (ms - waitMs + 1) / (share * waitMs))
        : Math.max(from, (waitMs - ms) / (share * waitMs));
      return sum + Math.max(0, adds ? bound - from : to - bound);
    }, 0);
  };
  return capped(uncapped, capMs * 1e3);
}

/**
 * nats.js: of draws even on 0 … most ms the first that the next one does not beat. j comes up as the greatest so far with
 * p · (1 + p)^j, p = 1/(most + 1), and is not beaten with (j + 1) · p.
 */
export function unbeatenLaw(fromUs: number, mostMs: number): Law {
  const p = 1 / (mostMs + 1);
  const sums = [0];
  for (let j = 0; j <= mostMs; j++) sums.push((sums[j] ?? 0) + p * (1 + p) ** j * (j + 1) * p);
  return (us) => sums[Math.min(mostMs + 1, Math.max(0, Math.floor((us - fromUs) / 1e3) + 1))] ?? 0;
}
