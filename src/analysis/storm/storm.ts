import { type ActivityRow, activityBinUs } from '../../metrics/activity.js';
import { type FailureCause, failureCauses } from '../../metrics/end-causes.js';
import type { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { MergedLoad } from '../../metrics/merge-snapshots.js';
import type { StormRow, TrialResult } from '../../storage/result.js';

type Storm = TrialResult['storm'];

/** Bins of 10 ms in the window over which a rate per second is stated as the peak: 100 ms. */
const peakWindowBins = 10;

/** What the sums of a storm are drawn from; a simulated one has the same. */
export type StormCounts = Pick<
  MergedLoad,
  | 'returnAttempts'
  | 'returnFailures'
  | 'disconnected'
  | 'returned'
  | 'awaitedServer'
  | 'gaveUp'
  | 'histograms'
>;

/** The part of a storm's figures that needs no look at the server or at what the policy foresees. */
export type StormSums = Omit<Storm, 'server' | 'fit'>;

/**
 * Sums up the reconnection storm of a trial: what clients did after losing a connection that was meant to stay.
 * @param faults how many times connections were cut
 */
export function summariseStorm(
  load: StormCounts,
  activity: readonly ActivityRow[],
  faults: number,
): StormSums {
  const attemptsByBin = new Map(activity.map((row) => [row.bin, row.returnAttempts] as const));
  const attempts = load.returnAttempts;
  const { returnFailures, disconnected, returned, awaitedServer, gaveUp } = load;
  const peakAttemptsPerSecond = findPeakPerSecond(attemptsByBin);
  const meanPerSecond = findMeanPerSecond(attemptsByBin, attempts);
  return {
    disconnected,
    returned,
    awaitedServer,
    gaveUp,
    attempts,
    failed: Object.values(returnFailures).reduce((sum, count) => sum + count, 0),
    peakAttemptsPerSecond,
    peakAttemptsPer10Ms: activity.reduce((most, row) => Math.max(most, row.returnAttempts), 0),
    peakToMean: meanPerSecond === null ? null : peakAttemptsPerSecond / meanPerSecond,
    amplification: disconnected === 0 ? null : attempts / disconnected,
    // With several storms in one trial there is no one first wave.
    firstWavePerSecond: faults === 1 ? findFirstWave(activity) : null,
    failures: { ...returnFailures },
    backUs: {
      fromDisconnect: backPercentiles(load.histograms.get('back.disconnect'), disconnected),
      fromReady: backPercentiles(load.histograms.get('back.ready'), awaitedServer),
    },
    attemptLagUs: load.histograms.get('attempt.lag')?.summarise() ?? null,
  };
}

/** Attempts in the fullest 100 ms, sliding in steps of 10 ms, times ten. @param attemptsByBin by number of a bin of 10 ms */
export function findPeakPerSecond(attemptsByBin: ReadonlyMap<number, number>): number {
  let peak = 0;
  for (const last of attemptsByBin.keys()) {
    let sum = 0;
    for (let bin = last - peakWindowBins + 1; bin <= last; bin++) sum += attemptsByBin.get(bin) ?? 0;
    peak = Math.max(peak, sum);
  }
  return peak * (1e6 / (peakWindowBins * activityBinUs));
}

function findMeanPerSecond(attemptsByBin: ReadonlyMap<number, number>, attempts: number): number | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [bin, count] of attemptsByBin) {
    if (count === 0) continue;
    first = Math.min(first, bin);
    last = Math.max(last, bin);
  }
  if (first > last) return null;
  const spanBins = last - first + 1;
  // A storm that fits into one peak window has the rate of that window: peak to mean is 1, not a division by 10 ms.
  return attempts / ((Math.max(spanBins, peakWindowBins) * activityBinUs) / 1e6);
}

/**
 * Rate of first attempts between their first and third quartile. Half of them fall in there, so for N clients spread
 * evenly over b it is N/b whatever the edges look like; for a single peak it is the peak's own rate.
 */
function findFirstWave(activity: readonly ActivityRow[]): number | null {
  const total = activity.reduce((sum, row) => sum + row.firstReturnAttempts, 0);
  if (total < 4) return null;
  const spanUs = instantOfRank(activity, 0.75 * total) - instantOfRank(activity, 0.25 * total);
  return (0.5 * total * 1e6) / Math.max(spanUs, activityBinUs);
}

/** When the `rank`-th first attempt happened, assuming that attempts are spread evenly within a bin. */
function instantOfRank(activity: readonly ActivityRow[], rank: number): number {
  let before = 0;
  for (const { bin, firstReturnAttempts } of activity) {
    if (before + firstReturnAttempts >= rank && firstReturnAttempts > 0) {
      return (bin + (rank - before) / firstReturnAttempts) * activityBinUs;
    }
    before += firstReturnAttempts;
  }
  return 0;
}

/** Times until a share of `all` was back; those who never came back count too, as never. */
function backPercentiles(back: LatencyHistogram | undefined, all: number): Storm['backUs']['fromReady'] {
  const at = (share: number): number | null => back?.valueAt(share, all) ?? null;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p100: at(1) };
}

/** The storm bin by bin, measured beside predicted; bins without either are left out. */
export function listStormRows(
  activity: readonly ActivityRow[],
  predicted: ReadonlyMap<number, number>,
  {
    load,
    expected,
  }: { load: Pick<MergedLoad, 'returnsDue' | 'returnFailuresByCause'>; expected?: Float64Array | undefined },
): StormRow[] {
  const measured = new Map(activity.map((row) => [row.bin, row] as const));
  const due = new Map(load.returnsDue);
  const byCause = failureCauses.map(
    (cause) => [cause, new Map(load.returnFailuresByCause[cause] ?? [])] as const,
  );
  const bins = new Set([
    ...predicted.keys(),
    ...activity.filter(isStorm).map((row) => row.bin),
    ...due.keys(),
    ...listBins(expected),
  ]);
  return [...bins]
    .sort((a, b) => a - b)
    .map((bin) => {
      const row = measured.get(bin);
      return {
        atUs: bin * activityBinUs,
        attempts: row?.returnAttempts ?? 0,
        firstAttempts: row?.firstReturnAttempts ?? 0,
        subscribed: row?.returned ?? 0,
        failed: row?.returnFailed ?? 0,
        predicted: predicted.get(bin) ?? 0,
        lost: row?.disconnected ?? 0,
        due: due.get(bin) ?? 0,
        expected: expected === undefined ? null : roundExpected(expected[bin] ?? 0),
        ...(Object.fromEntries(byCause.map(([cause, bins]) => [cause, bins.get(bin) ?? 0])) as Record<
          FailureCause,
          number
        >),
      };
    });
}

/** A ten-thousandth of an attempt is nothing, and more digits than that only fill files. */
function roundExpected(attempts: number): number {
  return Math.round(attempts * 1e4) / 1e4;
}

function listBins(expected: Float64Array | undefined): number[] {
  return [...(expected?.entries() ?? [])].flatMap(([bin, attempts]) =>
    roundExpected(attempts) > 0 ? [bin] : [],
  );
}

function isStorm(row: ActivityRow): boolean {
  return row.returnAttempts + row.returned + row.returnFailed + row.disconnected > 0;
}
