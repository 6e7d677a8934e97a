import { densityBinUs, drawAttempts, findPeakPerSecond } from '../../reconnect/attempt-density.js';
import { describePolicy } from '../../reconnect/describe-policy.js';
import type { ReconnectSettings } from '../../scenario/scenario.js';

/** Attempts over time of several policies under the same outage. Instants are microseconds from the loss. */
export interface DensityModel {
  readonly seed: number;
  readonly clients: number;
  readonly outageUs: number;
  readonly panels: readonly DensityPanel[];
}

export interface DensityPanel {
  /** The policy with its parameters in words. */
  readonly policy: string;
  /** Attempts in each 10 ms from the loss on. */
  readonly bins: readonly number[];
  readonly attempts: number;
  readonly attemptsPerClient: number;
  /** Attempts in the fullest 100 ms, times ten: as in a report. */
  readonly peakPerSecond: number;
  /** Until this share of all clients was back; null when it never was. */
  readonly backUs: Readonly<Record<'p50' | 'p90' | 'p99' | 'p100', number | null>>;
  readonly gaveUp: number;
}

export const binUs = densityBinUs;

export function buildDensity(
  policies: readonly ReconnectSettings[],
  { seed, clients, outageUs }: Pick<DensityModel, 'seed' | 'clients' | 'outageUs'>,
): DensityModel {
  const panels = policies.map((reconnect): DensityPanel => {
    const drawn = drawAttempts({ seed, clients, outageUs, reconnect });
    const backAt = (share: number): number | null => drawn.backAtUs[Math.ceil(share * clients) - 1] ?? null;
    return {
      policy: describePolicy(reconnect),
      bins: drawn.bins,
      attempts: drawn.attempts,
      attemptsPerClient: drawn.attempts / clients,
      peakPerSecond: findPeakPerSecond(drawn.bins),
      backUs: { p50: backAt(0.5), p90: backAt(0.9), p99: backAt(0.99), p100: backAt(1) },
      gaveUp: drawn.gaveUp,
    };
  });
  return { seed, clients, outageUs, panels };
}

/** A chart ends where each policy has made this share of its attempts: a few stragglers would press all others to the left. */
export const shownShare = 0.995;

/** Bins of 10 ms gathered into wider ones, `perGroup` each, all panels of one length; what lies beyond is left out. */
export function groupBins(model: DensityModel, perGroup: number): number[][] {
  const groups = Math.ceil(countShownBins(model) / perGroup);
  return model.panels.map(({ bins }) => {
    const sums = new Array<number>(groups).fill(0);
    bins.slice(0, groups * perGroup).forEach((count, at) => {
      const group = Math.floor(at / perGroup);
      sums[group] = (sums[group] ?? 0) + count;
    });
    return sums;
  });
}

function countShownBins({ panels }: DensityModel): number {
  const ends = panels.map(({ bins, attempts }) => {
    let seen = 0;
    return bins.findIndex((count) => {
      seen += count;
      return seen >= shownShare * attempts;
    });
  });
  return 1 + Math.max(0, ...ends);
}

/** Bins of 10 ms to a group, so that what is shown fits into so many groups: 1, 2, 5, 10, 20 … */
export function chooseGrouping(model: DensityModel, mostGroups: number): number {
  const longest = countShownBins(model);
  for (let scale = 1; ; scale *= 10) {
    const fitting = [1, 2, 5]
      .map((step) => step * scale)
      .find((per) => Math.ceil(longest / per) <= mostGroups);
    if (fitting !== undefined) return fitting;
  }
}
