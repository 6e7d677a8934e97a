import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../metrics/measurement.js';
import { makeActivity, makeMeasurement, makeServerSample } from '../testing/make-measurement.js';
import { countConnections, followSubscribed } from './connection-counts.js';

/** Ten clients come in the ramp; in steady phases two leave at 6 s and are back at 6.5 s. */
const activity = [
  makeActivity(50, { subscribed: 4 }),
  makeActivity(150, { subscribed: 6 }),
  makeActivity(600, { disconnected: 2 }),
  makeActivity(650, { subscribed: 2 }),
];
const server = (...readings: [atUs: number, connections: number][]): Measurement['serverSamples'] =>
  readings.map(([atUs, connections]) => makeServerSample(atUs, { connections }));

describe('countConnections', () => {
  it('tells of those that wait for a handler where there are any', () => {
    const serverSamples = [1, 3, 2].map((waiting, at) => makeServerSample(1_000_000 + at, { waiting }));
    const phases = [{ name: 'steady' as const, startUs: 0, endUs: 5_000_000 }];
    expect(countConnections(makeMeasurement({ phases, serverSamples })).waiting).toBe(2);
    expect(
      countConnections(makeMeasurement({ phases, serverSamples: [makeServerSample(1)] })),
    ).not.toHaveProperty('waiting');
  });

  it('takes the peak of the whole trial and the median of the steady phases, from all three sides', () => {
    const measurement = makeMeasurement({
      activity,
      serverSamples: server(
        [1_000_000, 12],
        [3_000_000, 10],
        [6_200_000, 8],
        [9_000_000, 10],
        [11_000_000, 3],
      ),
      kernelSamples: [1_500_000, 3_000_000, 4_000_000].map((atUs) => ({
        atUs,
        established: 11,
        listenQueue: 0,
      })),
    });
    expect(countConnections(measurement)).toEqual({
      peak: { clients: 10, server: 12, kernel: 11 },
      steady: { clients: 10, server: 10, kernel: 11 },
    });
  });

  it('reads the clients at the instants of the server’s readings, so that both see the same moments', () => {
    const measurement = makeMeasurement({
      activity,
      serverSamples: server([6_100_000, 8], [6_200_000, 8], [6_300_000, 8], [7_000_000, 10]),
    });
    expect(countConnections(measurement).steady).toEqual({ clients: 8, server: 8, kernel: null });
  });

  it('counts a change from the end of its bin on', () => {
    const at = (atUs: number) =>
      countConnections(makeMeasurement({ activity, serverSamples: server([atUs, 0]) })).steady.clients;
    expect([at(6_009_999), at(6_010_000), at(6_509_999), at(6_510_000)]).toEqual([10, 8, 8, 10]);
  });

  it('looks at steady phases only, their end not included', () => {
    const outside = makeMeasurement({ activity, serverSamples: server([1_999_999, 1], [10_000_000, 1]) });
    expect(countConnections(outside).steady).toEqual({ clients: null, server: null, kernel: null });
    const first = makeMeasurement({ activity, serverSamples: server([2_000_000, 7]) });
    expect(countConnections(first).steady.server).toBe(7);
  });

  it('tells nothing where nothing was seen', () => {
    const nothing = { clients: null, server: null, kernel: null };
    expect(countConnections(makeMeasurement())).toEqual({ peak: nothing, steady: nothing });
  });

  it('copes with a trial of hours', () => {
    const hours = Array.from({ length: 400_000 }, (_, bin) =>
      makeActivity(bin, { subscribed: bin === 7 ? 3 : 0 }),
    );
    expect(countConnections(makeMeasurement({ activity: hours })).peak.clients).toBe(3);
  });
});

describe('followSubscribed', () => {
  it('adds up who came and who went', () => {
    expect(followSubscribed(activity).map(({ value }) => value)).toEqual([4, 10, 8, 10]);
  });
});
