import { type ActivityRow, emptyActivityRow } from '../../metrics/activity.js';
import { emptyByteSplit } from '../../metrics/byte-split.js';
import type { EncodedLedger } from '../../metrics/client-ledger.js';
import { countCauses } from '../../metrics/end-causes.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { FaultRecord, Measurement, ServerSample } from '../../metrics/measurement.js';
import type { MergedLoad } from '../../metrics/merge-snapshots.js';
import type { EncodedPublishLog } from '../../metrics/publish-log.js';
import { SequenceSet } from '../../metrics/sequence-set.js';

/** A trial in which nothing happened: two seconds of ramp, eight of steady phase, two of drain. */
export function makeMeasurement(more: Partial<Measurement> = {}): Measurement {
  return {
    startedAt: '2024-06-01T12:00:00.000Z',
    interrupted: false,
    originUs: 1_000_000_000,
    phases: [
      { name: 'ramp', startUs: 0, endUs: 2_000_000 },
      { name: 'steady', startUs: 2_000_000, endUs: 10_000_000 },
      { name: 'drain', startUs: 10_000_000, endUs: 12_000_000 },
    ],
    barrier: { reached: true, subscribed: 2, atUs: 1_900_000 },
    publishing: { originUs: 1_002_000_000, endUs: 1_010_000_000, measureFromUs: 1_002_000_000 },
    faults: [],
    load: makeLoad(),
    publishLog: makePublishLog(),
    publisherHealth: {},
    publisherScheduling: 'real-time',
    activity: [],
    serverSamples: [],
    kernelSamples: [],
    serverStarts: 1,
    listenOverflows: {},
    workers: 1,
    incidents: [],
    ...more,
  };
}

export function makeLoad(more: Partial<MergedLoad> = {}): MergedLoad {
  return {
    histograms: new Map(),
    bytes: emptyByteSplit(),
    failures: countCauses(),
    returnFailures: countCauses(),
    opened: 0,
    disconnected: 0,
    returned: 0,
    returnAttempts: 0,
    awaitedServer: 0,
    gaveUp: 0,
    returnsDue: [],
    returnFailuresByCause: {},
    skippedPolls: 0,
    foreign: 0,
    ledgers: [],
    health: [],
    scheduling: 'normal',
    ...more,
  };
}

export function makePublishLog(more: Partial<EncodedPublishLog> = {}): EncodedPublishLog {
  return {
    due: 0,
    gapDigest: 0,
    sent: [],
    acknowledged: [],
    refused: [],
    unconfirmed: [],
    sendLag: {},
    ...more,
  };
}

export function makeLedger(client: number, more: Partial<EncodedLedger> = {}): EncodedLedger {
  return {
    client,
    subscribedAtUs: 0,
    presentAtEnd: true,
    delivered: [],
    deliveries: SequenceSet.fromBounds(more.delivered ?? []).size,
    duplicate: 0,
    outOfOrder: 0,
    recovered: 0,
    connections: 1,
    attempts: 1,
    delays: 0,
    delayDigest: 0,
    ...more,
  };
}

export function makeFault(more: Partial<FaultRecord> = {}): FaultRecord {
  return {
    kind: 'server-restart',
    description: 'crash, down for 1 s',
    mode: 'crash',
    injectedAtUs: 4_000_000,
    readyAtUs: 5_000_000,
    share: 1,
    clients: undefined,
    ...more,
  };
}

export function makeServerSample(atUs: number, more: Partial<ServerSample> = {}): ServerSample {
  return {
    atUs,
    life: 1,
    connections: 0,
    cpuUs: 0,
    rssBytes: 0,
    loopDelayMaxUs: 0,
    evictedByBytes: 0,
    outOfDescriptors: false,
    ...more,
  };
}

export function makeActivity(bin: number, more: Partial<ActivityRow> = {}): ActivityRow {
  return { ...emptyActivityRow(bin), ...more };
}

export function makeHistogram(values: Iterable<number>): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}
