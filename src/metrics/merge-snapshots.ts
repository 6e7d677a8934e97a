import { type TransportName, transportNames } from '../wire/transport-names.js';
import { mergeAcks } from './ack-snapshot.js';
import { type BinCounts, sumBinCounts } from './bin-counts.js';
import { addByteSplit, emptyByteSplit } from './byte-split.js';
import { mergeChats } from './chat-snapshot.js';
import { mergeEchoes } from './echo-snapshot.js';
import { type AttemptCause, attemptCauses, countCauses } from './end-causes.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { LoadSnapshot } from './load-snapshot.js';
import { worstScheduling } from './scheduling.js';
import { mergeTokens } from './token-snapshot.js';

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
    returnsDue: sumBinCounts(snapshots.map((snapshot) => snapshot.returnsDue)),
    returnFailuresByCause: sumByCause(snapshots.map((snapshot) => snapshot.returnFailuresByCause)),
    skippedPolls: sum((snapshot) => snapshot.skippedPolls),
    foreign: sum((snapshot) => snapshot.foreign),
    ledgers: snapshots.flatMap((snapshot) => snapshot.ledgers).sort((a, b) => a.client - b.client),
    echo: mergeEchoes(snapshots.map((snapshot) => snapshot.echo)),
    fallback: sumFallbacks(snapshots.map(({ fallback }) => fallback)),
    chat: mergeChats(snapshots.map((snapshot) => snapshot.chat)),
    tokens: mergeTokens(snapshots.map((snapshot) => snapshot.tokens)),
    acks: mergeAcks(snapshots.map((snapshot) => snapshot.acks)),
    health: snapshots.map((snapshot) => snapshot.health),
    scheduling: worstScheduling(snapshots.map((snapshot) => snapshot.scheduling)),
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

function sumCauses(counts: readonly Readonly<Record<AttemptCause, number>>[]): Record<AttemptCause, number> {
  const sums = countCauses();
  for (const count of counts) for (const cause of attemptCauses) sums[cause] += count[cause];
  return sums;
}

function sumByCause(
  parts: readonly LoadSnapshot['returnFailuresByCause'][],
): Partial<Record<AttemptCause, BinCounts>> {
  const named = attemptCauses.filter((cause) => parts.some((part) => part[cause] !== undefined));
  return Object.fromEntries(
    named.map((cause) => [cause, sumBinCounts(parts.map((part) => part[cause] ?? []))]),
  );
}

function sumFallbacks(counts: readonly LoadSnapshot['fallback'][]): LoadSnapshot['fallback'] {
  const known = counts.filter((count) => count !== undefined);
  if (known.length === 0) return undefined;
  const sums: Partial<Record<TransportName, number>> = {};
  for (const count of known) {
    for (const name of transportNames) {
      const clients = count[name] ?? 0;
      if (clients > 0) sums[name] = (sums[name] ?? 0) + clients;
    }
  }
  return sums;
}
