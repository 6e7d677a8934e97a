import { activityBinUs } from '../../../metrics/activity.js';
import type { Measurement, ServerSample } from '../../../metrics/measurement.js';
import type { StormLimit, TrialResult } from '../../../storage/result.js';
import { tell } from '../../report/format-quantity.js';
import { share, us } from '../../report/phrase.js';
import { validityLimits } from '../../validity/validity-limits.js';

/** A delay that moves an attempt or a return into another bin of 100 ms. */
const noticeableUs = 100_000;
/** A server is short of CPU when it uses this share of a core for as long as clients are returning. */
const busyShare = 0.9;
/** An accept queue that is never found empty for this long is a bottleneck. */
const filledLongUs = 200_000;

/**
 * What stood between the clients and their return, from measured evidence; nothing for a storm that met no limit. Each is told by
 * a counter of its own, so several may be named.
 */
export function findLimits(measurement: Measurement): StormLimit[] {
  const span = findReturnSpan(measurement);
  if (span === undefined) return [];
  const busy = findServerCpu(measurement, span);
  return [
    ...findBacklog(measurement),
    ...findAdmission(measurement),
    ...busy,
    // A queue before a server that is short of CPU is what comes of that, and no limit of its own.
    ...(busy.length > 0 ? [] : findAcceptRate(measurement, span)),
    ...findGenerator(measurement),
  ];
}

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** From the first attempt to return to the end of the last one. */
function findReturnSpan({ activity }: Measurement): Span | undefined {
  const busy = activity.filter((row) => row.returnAttempts + row.returned + row.returnFailed > 0);
  const [first, last] = [busy[0], busy.at(-1)];
  return first && last && { fromUs: first.bin * activityBinUs, toUs: (last.bin + 1) * activityBinUs };
}

/** How the server fared from the first attempt to the last return; null without one. */
export function watchServerInStorm(measurement: Measurement): TrialResult['storm']['server'] {
  const span = findReturnSpan(measurement);
  if (span === undefined) return null;
  const within = <Reading extends { readonly atUs: number }>(readings: readonly Reading[]): Reading[] =>
    readings.filter(({ atUs }) => atUs >= span.fromUs && atUs <= span.toUs + noticeableUs);
  const { outage = 0, recovery = 0 } = measurement.listenOverflows ?? {};
  return {
    cpuShare: shareOfCore(measurement.serverSamples, span) ?? null,
    loopDelayMaxUs: largest(within(measurement.serverSamples).map(({ loopDelayMaxUs }) => loopDelayMaxUs)),
    listenQueueMax: largest(within(measurement.kernelSamples).map(({ listenQueue }) => listenQueue)),
    listenOverflows: measurement.listenOverflows === undefined ? null : outage + recovery,
  };
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function findBacklog({ listenOverflows }: Measurement): StormLimit[] {
  const { outage = 0, recovery = 0 } = listenOverflows ?? {};
  if (outage + recovery === 0) return [];
  const evidence = tell`the accept queue overflowed ${outage + recovery} times (ListenOverflows): those connections waited for TCP to try again, a second and more`;
  return [{ limit: 'backlog', evidence }];
}

function findAdmission({ load }: Measurement): StormLimit[] {
  const refused = load.returnFailures.unavailable;
  if (refused === 0) return [];
  return [{ limit: 'admission', evidence: tell`the server answered 503 to ${refused} attempts to return` }];
}

function findServerCpu({ serverSamples }: Measurement, span: Span): StormLimit[] {
  const used = shareOfCore(serverSamples, span);
  if (used === undefined || used < busyShare) return [];
  const evidence = tell`the server used ${share(used)} of a core while clients were returning`;
  return [{ limit: 'server-cpu', evidence }];
}

/** CPU time over the time between the first and last reading of each life within the span; undefined with fewer than two. */
export function shareOfCore(samples: readonly ServerSample[], { fromUs, toUs }: Span): number | undefined {
  let [usedUs, elapsedUs] = [0, 0];
  let previous: ServerSample | undefined;
  for (const sample of samples) {
    if (sample.atUs < fromUs || sample.atUs > toUs + noticeableUs) continue;
    if (previous?.life === sample.life) {
      usedUs += sample.cpuUs - previous.cpuUs;
      elapsedUs += sample.atUs - previous.atUs;
    }
    previous = sample;
  }
  return elapsedUs === 0 ? undefined : usedUs / elapsedUs;
}

function findAcceptRate({ kernelSamples, load }: Measurement, { fromUs, toUs }: Span): StormLimit[] {
  const readings = kernelSamples.filter(({ atUs }) => atUs >= fromUs && atUs <= toUs);
  const filledUs = measureFilled(readings);
  const slowest = load.histograms.get('reconnect')?.summarise().p99 ?? 0;
  if (filledUs < filledLongUs || slowest < noticeableUs) return [];
  const longest = Math.max(...readings.map(({ listenQueue }) => listenQueue));
  const evidence = tell`the accept queue was filled for ${us(filledUs)} by the kernel's table and held up to ${longest} connections: the server took them slower than they came`;
  return [{ limit: 'accept-rate', evidence }];
}

/**
 * Longest time between readings of which none found the queue empty. Readings come each 100 ms, but up to a second apart where the
 * kernel's table is long: their number says nothing.
 */
function measureFilled(readings: Measurement['kernelSamples']): number {
  let [longest, sinceUs] = [0, Number.NaN];
  for (const { atUs, listenQueue } of readings) {
    if (listenQueue === 0) sinceUs = Number.NaN;
    else if (Number.isNaN(sinceUs)) sinceUs = atUs;
    else longest = Math.max(longest, atUs - sinceUs);
  }
  return longest;
}

function findGenerator({ load }: Measurement): StormLimit[] {
  const lag = load.histograms.get('attempt.lag')?.summarise().p99 ?? 0;
  const busiest = Math.max(
    0,
    ...load.health.flatMap(({ outage, recovery }) => [outage?.utilisation ?? 0, recovery?.utilisation ?? 0]),
  );
  if (lag < noticeableUs && busiest <= validityLimits.utilisation) return [];
  const evidence = tell`the load generator began 1 % of the attempts ${us(lag)} late or more, its busiest process ${share(busiest)} busy`;
  return [{ limit: 'generator', evidence }];
}
