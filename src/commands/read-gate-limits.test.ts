import { describe, expect, it } from 'vitest';
import { readGateLimits } from './read-gate-limits.js';
import { readGateMetrics } from './read-gate-metrics.js';

describe('readGateLimits', () => {
  it('reads how much worse a metric may get', () => {
    expect(readGateLimits(['delivery.steady.p99 < +10%', 'server.cpuPerDelivered<=+2.5%'])).toEqual({
      'delivery.steady.p99': 0.1,
      'server.cpuPerDelivered': 0.025,
    });
  });

  it('holds for one transport where one is named, as thresholds do', () => {
    expect(readGateLimits(['sse: connect.p50 < +20%', 'connect.p50 < + 10%'])).toEqual({
      'sse: connect.p50': 0.2,
      'connect.p50': 0.1,
    });
  });

  it.each([
    ['see: connect.p50 < +10%', 'did you mean `sse`?'],
    ['connect.p50 > +10%', 'is no limit'],
    ['connect.p50 < +10', 'is no limit'],
    ['connect.p50 < -10%', 'is no limit'],
    ['delivery.steady.p98 < +10%', 'did you mean `delivery.steady.p9'],
    ['delivery.steady.p99 < 50ms', 'is no limit'],
    ['delivery.steady.p99 < +0%', 'no room for noise'],
    ['delivered < +5%', 'neither good nor bad'],
    ['', 'is no limit'],
  ])('refuses %s', (text, words) => {
    const read = (): unknown => readGateLimits([text]);
    expect(read).toThrow(expect.objectContaining({ code: 'SQUALL_USAGE', place: { key: '--limit' } }));
    try {
      read();
    } catch (error) {
      const { message, remedy } = error as { message: string; remedy: string };
      expect(`${message}; ${remedy}`).toContain(words);
    }
  });
});

describe('readGateMetrics', () => {
  it('has its own unless told otherwise', () => {
    expect(readGateMetrics(undefined)).toContain('delivery.steady.p99');
    expect(readGateMetrics('connect.p50, lost')).toEqual(['connect.p50', 'lost']);
  });

  it.each(['delivery.stedy.p99', 'delivered', ''])('refuses "%s"', (name) => {
    expect(() => readGateMetrics(name)).toThrow(
      expect.objectContaining({ code: 'SQUALL_USAGE', place: { key: '--metric' } }),
    );
  });
});
