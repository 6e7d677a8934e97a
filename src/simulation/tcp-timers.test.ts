import { describe, expect, it } from 'vitest';
import { findTimerUs, listSynWaitsUs, requestWaitUs } from './tcp-timers.js';

function listInstants(waitsUs: readonly number[], fromUs = 0): number[] {
  let atUs = fromUs;
  return waitsUs.map((waitUs) => {
    atUs = findTimerUs(atUs, waitUs);
    return (atUs - fromUs) / 1e6;
  });
}

describe('repetitions of a SYN', () => {
  it('wait as RFC 6298 and the kernel documentation say', () => {
    expect(listSynWaitsUs(0).map((us) => us / 1e6)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(listSynWaitsUs(4, 3).map((us) => us / 1e6)).toEqual([1, 1, 1, 1, 1, 2, 4]);
  });

  // Recorded on the loopback interface, Linux 6.18, 250 Hz: SYNs to a listener whose queue stayed full.
  it('come when Linux was seen to send them, to within a slot of its timers', () => {
    const recorded = [1.011, 2.033, 3.055, 4.079, 5.111, 7.123, 11.215, 19.439, 35.535];
    const slots = [0.032, 0.032, 0.032, 0.032, 0.032, 0.032, 0.256, 0.256, 0.256];
    for (const [at, seconds] of listInstants(listSynWaitsUs(4), 17_000).slice(0, 9).entries()) {
      expect(Math.abs(seconds - (recorded[at] ?? 0))).toBeLessThan((slots[at] ?? 0) + 0.02);
    }
  });

  it('fall into one instant when their timers end in one slot', () => {
    const instants = [0, 4_000, 11_000, 24_000].map((fromUs) => findTimerUs(fromUs, 1_000_000));
    expect(new Set(instants).size).toBe(1);
    expect(findTimerUs(25_000, 1_000_000)).toBeGreaterThan(instants[0] ?? 0);
  });
});

describe('repetitions of a request whose ACK was dropped', () => {
  // Recorded in the same way: queue full when the ACKs came, so that the request of 100 B was sent again and again.
  it('come when Linux was seen to send them', () => {
    const recorded = [0.208, 0.42, 0.852, 1.684, 3.366, 6.8, 13.456];
    const instants = listInstants(
      recorded.map((_, repetition) => requestWaitUs(repetition, 0)),
      20_000,
    );
    for (const [at, seconds] of instants.entries()) {
      expect(Math.abs(seconds / (recorded[at] ?? 1) - 1)).toBeLessThan(0.06);
    }
  });
});
