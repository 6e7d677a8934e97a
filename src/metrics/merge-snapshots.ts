import { addByteSplit, emptyByteSplit } from './byte-split.js';
import { mergeEchoes } from './echo-snapshot.js';
import { countCauses, type EndCause, endCauses } from './end-causes.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { LoadSnapshot } from './load-snapshot.js';

/** What all workers of a trial measured together. */
export interface MergedLoad extends Omit<LoadSnapshot, 'histograms' | 'health'> {
  readonly histograms: ReadonlyMap<string, LatencyHistogram>;
  /** Per worker, in the order of the snapshots. */
  readonly health: readonly LoadSnapshot['health'][];
}

/** Adds up snapshots. Exact: the merge of shards equals one snapshot of all clients. */
export function mergeSnapshots(snapshots: readonly LoadSnapshot[]): MergedLoad {
  const bytes = emptyByteSplit();
  for (const snapshot of snapshots) addByteSplit(bytes, snapshot.bytes);
  const sum = (pick: (snapshot: LoadSnapshot) => number): number =>
    snapshots.reduce((total, snapshot) => total + pick(snapshot), 0);
  return {
    histograms: mergeHistograms(snapshots),
    bytes,
    failures: sumCauses(snapshots.map((snapshot) => snapshot.failures)),
    returnFailures: sumCauses(snapshots.map((snapshot) => snapshot.returnFailures)),
    opened: sum((snapshot) => snapshot.opened),
    disconnected: sum((snapshot) => snapshot.disconnected),
    returned: sum((snapshot) => snapshot.returned),
    returnAttempts: sum((snapshot) => snapshot.returnAttempts),
    awaitedServer: sum((snapshot) => snapshot.awaitedServer),
    gaveUp: sum((snapshot) => snapshot.gaveUp),
    skippedPolls: sum((snapshot) => snapshot.skippedPolls),
    foreign: sum((snapshot) => snapshot.foreign),
    ledgers: snapshots.flatMap((snapshot) => snapshot.ledgers).sort((a, b) => a.client - b.client),
    echo: mergeEchoes(snapshots.map((snapshot) => snapshot.echo)),
    health: snapshots.map((snapshot) => snapshot.health),
  };
}

function mergeHistograms(snapshots: readonly LoadSnapshot[]): Map<string, LatencyHistogram> {
  const merged = new Map<string, LatencyHistogram>();
  for (const { histograms } of snapshots) {
    for (const [name, encoded] of Object.entries(histograms)) {
      const into = merged.get(name) ?? new LatencyHistogram();
      into.merge(LatencyHistogram.decode(encoded));
      merged.set(name, into);
    }
  }
  return merged;
}

function sumCauses(counts: readonly Readonly<Record<EndCause, number>>[]): Record<EndCause, number> {
  const sums = countCauses();
  for (const count of counts) for (const cause of endCauses) sums[cause] += count[cause];
  return sums;
}
