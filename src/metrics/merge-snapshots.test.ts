import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyByteSplit } from './byte-split.js';
import { countCauses } from './end-causes.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { LoadSnapshot } from './load-snapshot.js';
import { mergeSnapshots } from './merge-snapshots.js';

/** A worker that holds these clients; every figure follows from them, so that shards can be compared with the whole. */
function snapshotOf(clients: readonly number[]): LoadSnapshot {
  const delivery = new LatencyHistogram();
  const bytes = emptyByteSplit();
  const [failures, returnFailures] = [countCauses(), countCauses()];
  for (const client of clients) {
    delivery.record(1_000 + 37 * client);
    bytes.received += 100 + client;
    bytes.payload += 100 + client;
    failures.refused += client;
    failures.timeout += 1;
    returnFailures.refused += 1;
  }
  const count = clients.length;
  return {
    histograms: { 'delivery.steady': delivery.encode() },
    bytes,
    failures,
    returnFailures,
    opened: 2 * count,
    disconnected: count,
    returned: count,
    returnAttempts: 3 * count,
    awaitedServer: 6 * count,
    gaveUp: 7 * count,
    returnsDue: clients.map((client) => [client % 4, 2] as const),
    returnFailuresByCause: { refused: clients.map((client) => [client, 1] as const) },
    skippedPolls: 4 * count,
    foreign: 5 * count,
    ledgers: clients.map((client) => ({
      client,
      subscribedAtUs: client,
      presentAtEnd: true,
      delivered: [0, client],
      deliveries: client + 1,
      duplicate: 0,
      outOfOrder: 0,
      recovered: 0,
      connections: 2,
      attempts: 4,
      delays: 3,
      delayDigest: 9,
    })),
    health: {
      steady: { utilisation: 0.1, elapsedUs: 1, stallMaxUs: count, cpuUs: 1, gcLongestUs: 0, gcTotalUs: 0 },
    },
    scheduling: 'preferred',
  };
}

function comparable(snapshots: readonly LoadSnapshot[]) {
  const { histograms, health: _apart, ...rest } = mergeSnapshots(snapshots);
  return { ...rest, delivery: histograms.get('delivery.steady')?.encode() };
}

describe('mergeSnapshots', () => {
  it('equals one snapshot of all clients, for every way to deal them out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 7 }), (count, workers) => {
        const all = Array.from({ length: count }, (_, client) => client);
        const shards = Array.from({ length: workers }, (_, worker) =>
          all.filter((client) => client % workers === worker),
        );
        expect(shards.flat()).toHaveLength(count);
        expect(comparable(shards.map(snapshotOf))).toEqual(comparable([snapshotOf(all)]));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the health of each worker', () => {
    const { health } = mergeSnapshots([snapshotOf([1]), snapshotOf([2, 3])]);
    expect(health.map(({ steady }) => steady?.stallMaxUs)).toEqual([1, 2]);
  });

  it('claims no better scheduling than the worst worker had', () => {
    const preferred = snapshotOf([1]);
    const { scheduling } = mergeSnapshots([preferred, { ...preferred, scheduling: 'normal' }, preferred]);
    expect(scheduling).toBe('normal');
  });

  it('of nothing is empty', () => {
    expect(mergeSnapshots([])).toMatchObject({ opened: 0, ledgers: [], health: [] });
    expect(mergeSnapshots([]).histograms.size).toBe(0);
  });
});
