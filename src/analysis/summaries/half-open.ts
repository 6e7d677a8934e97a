import { endCauses } from '../../metrics/end-causes.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { FaultRecord, Measurement } from '../../metrics/measurement.js';
import { foreseeNoticing } from '../../scenario/foresee-noticing.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { HalfOpenResult } from '../../storage/result.js';
import { type ReapCause, reapCauses } from '../../wire/protocol.js';
import { followSubscribed, type Reading } from './connection-counts.js';

type Silencing = FaultRecord & { readonly silenced: number | 'all' };
type Range = HalfOpenResult['server']['predictedUs'];

/** A connection that is being made or ended is known to one side this long before the other. */
const slackUs = 30_000;

/** What became of connections that went silent without either side being told; undefined when none did. */
export function summariseHalfOpen(scenario: Scenario, measurement: Measurement): HalfOpenResult | undefined {
  const faults = measurement.faults.filter((fault): fault is Silencing => fault.silenced !== undefined);
  const [first] = faults;
  if (first === undefined) return undefined;
  const subscribed = followSubscribed(measurement.activity);
  const silenced = faults.map((fault) =>
    fault.silenced === 'all' ? valueAt(subscribed, fault.injectedAtUs) : fault.silenced,
  );
  return {
    silenced: silenced.reduce((sum, count) => sum + count, 0),
    clients: { ...sumNoticed(measurement), predictedUs: predictNoticing(scenario, faults) },
    server: { ...sumReaped(measurement), predictedUs: predictReaping(scenario, faults) },
    zombies: countZombies(measurement, subscribed, first.injectedAtUs),
  };
}

function sumNoticed({ load }: Measurement): Omit<HalfOpenResult['clients'], 'predictedUs'> {
  const merged = new LatencyHistogram();
  const byCause: HalfOpenResult['clients']['byCause'] = {};
  for (const cause of endCauses) {
    const histogram = load.histograms.get(`noticed.${cause}`);
    if (histogram === undefined || histogram.count === 0) continue;
    merged.merge(histogram);
    byCause[cause] = histogram.count;
  }
  return { byCause, afterUs: merged.summarise() };
}

function sumReaped(measurement: Measurement): Omit<HalfOpenResult['server'], 'predictedUs'> {
  const reapings = listReapings(measurement);
  const counts = reapCauses.map(
    (cause) => [cause, reapings.filter(({ by }) => by === cause).length] as const,
  );
  return {
    byCause: Object.fromEntries(counts.filter(([, number]) => number > 0)),
    afterUs: collectReapings(measurement).summarise(),
  };
}

/** How long after the last fault that made connections half open the server gave each of its own up. */
export function collectReapings(measurement: Measurement): LatencyHistogram {
  const after = new LatencyHistogram();
  for (const { afterUs } of listReapings(measurement)) after.record(afterUs);
  return after;
}

function listReapings({ serverSamples, faults }: Measurement): { by: ReapCause; afterUs: number }[] {
  const silencing = faults.filter(({ silenced }) => silenced !== undefined);
  return serverSamples.flatMap(({ reapings = [] }) =>
    reapings.flatMap(({ atUs, by }) => {
      const fault = silencing.findLast(({ injectedAtUs }) => injectedAtUs <= atUs);
      return fault === undefined ? [] : [{ by, afterUs: atUs - fault.injectedAtUs }];
    }),
  );
}

/** A stall that is over before clients give up is not told from one that isn't. */
function predictNoticing(scenario: Scenario, faults: readonly Silencing[]): Range {
  return faults.some(({ silenced }) => silenced === 'all') ? (foreseeNoticing(scenario) ?? null) : null;
}

/** The first ping after the fault finds the pong before it; the second one finds nothing since. Their phase is uniform. */
function predictReaping({ transport, target, server }: Scenario, faults: readonly Silencing[]): Range {
  if (transport !== 'websocket' || target !== undefined) return null;
  const range = { fromUs: server.heartbeatUs, toUs: 2 * server.heartbeatUs };
  const lasts = (fault: Silencing): boolean =>
    fault.kind !== 'stall' &&
    (fault.silenced !== 'all' ||
      (fault.endedAtUs ?? Number.POSITIVE_INFINITY) - fault.injectedAtUs > range.fromUs);
  return faults.some(lasts) ? range : null;
}

/** Connections that the server holds beyond those that clients say they have; between two readings, their mean. */
function countZombies(
  { serverSamples, phases }: Measurement,
  subscribed: readonly Reading[],
  fromUs: number,
): HalfOpenResult['zombies'] {
  const endUs = phases.at(-1)?.endUs ?? 0;
  const readings = serverSamples
    .filter(({ atUs }) => atUs >= fromUs + slackUs && atUs < endUs)
    .map(({ atUs, connections }) => ({
      atUs,
      value: Math.max(0, connections - mostSubscribed(subscribed, atUs)),
    }));
  let [peak, seconds] = [0, 0];
  let before: Reading = { atUs: fromUs, value: readings[0]?.value ?? 0 };
  for (const reading of readings) {
    peak = Math.max(peak, reading.value);
    seconds += (((before.value + reading.value) / 2) * (reading.atUs - before.atUs)) / 1e6;
    before = reading;
  }
  return { peak, seconds: seconds + (before.value * (endUs - before.atUs)) / 1e6, atEnd: before.value };
}

/** The most clients that were subscribed at any time around an instant. */
function mostSubscribed(subscribed: readonly Reading[], atUs: number): number {
  let most = valueAt(subscribed, atUs - slackUs);
  for (const { atUs: changedUs, value } of subscribed) {
    if (changedUs > atUs + slackUs) break;
    if (changedUs >= atUs - slackUs) most = Math.max(most, value);
  }
  return most;
}

function valueAt(steps: readonly Reading[], atUs: number): number {
  return steps.findLast((step) => step.atUs <= atUs)?.value ?? 0;
}
