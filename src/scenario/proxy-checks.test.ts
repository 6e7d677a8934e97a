import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';

const base = `name: small
clients: { count: 10 }
publish: { rate: 10/s }
duration: 5s
`;

function parse(more: string) {
  return parseScenario(base + more, 'small.yaml');
}

function readError(more: string): unknown {
  try {
    parse(more);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a proxy in a scenario', () => {
  it('is there when it is asked for, and when a fault needs it', () => {
    expect(parse('').cells[0]?.scenario.proxy).toBeUndefined();
    expect(parse('proxy: { idleTimeout: 60s }').cells[0]?.scenario.proxy).toEqual({
      idleTimeoutUs: 60e6,
      stripUpgrade: false,
      conditions: [],
    });
    const fault = 'faults: [{ at: 1s, for: 1s, kind: latency, latency: 100ms }]';
    expect(parse(fault).cells[0]?.scenario.proxy).toEqual({
      idleTimeoutUs: undefined,
      stripUpgrade: false,
      conditions: [],
    });
    expect(parse('faults: [{ at: 1s, kind: disconnect }]').cells[0]?.scenario.proxy).toBeUndefined();
  });

  it.each<[string, unknown]>([
    [
      'kind: latency, latency: 100ms, jitter: 20ms',
      { kind: 'latency', latencyUs: 100_000, jitterUs: 20_000 },
    ],
    ['kind: bandwidth, rate: 10KB/s', { kind: 'bandwidth', bytesPerSecond: 10_000 }],
    ['kind: slow-close, delay: 2s', { kind: 'slow-close', delayUs: 2_000_000 }],
    ['kind: limit-data, bytes: 1KiB', { kind: 'limit-data', limitBytes: 1_024 }],
    [
      'kind: sliced-writes, size: 64B, variation: 16B, delay: 1ms',
      { kind: 'sliced-writes', sizeBytes: 64, variationBytes: 16, delayUs: 1_000 },
    ],
    ['kind: reset, after: 500ms', { kind: 'reset', afterUs: 500_000 }],
    ['kind: blackhole, timeout: 3s', { kind: 'blackhole', timeoutUs: 3_000_000 }],
  ])('reads the toxic %s as a fault and as a condition', (keys, toxic) => {
    const [cell] = parse(`faults: [{ at: 1s, for: 2s, ${keys}, share: 20% }]`).cells;
    expect(cell?.scenario.faults).toEqual([
      expect.objectContaining({ atUs: 1e6, forUs: 2e6, share: 0.2, toxic }),
    ]);
    const [other] = parse(`proxy: { conditions: [{ ${keys}, direction: upstream }] }`).cells;
    expect(other?.scenario.proxy?.conditions).toEqual([{ direction: 'upstream', share: 1, toxic }]);
  });

  it.each<[string, string, string]>([
    ['faults: [{ at: 1s, for: 5s, kind: bandwidth, rate: 1KB/s }]', 'faults[0].for', 'beyond the duration'],
    ['faults: [{ at: 1s, kind: reset, after: 1s }]', 'faults[0].for', 'is over before'],
    [
      'faults: [{ at: 1s, for: 1s, kind: latency, latency: 1ms, jitter: 2ms }]',
      'faults[0].jitter',
      'negative',
    ],
    [
      'proxy: { conditions: [{ kind: sliced-writes, size: 4B, variation: 4B }] }',
      'proxy.conditions[0].variation',
      'without a byte',
    ],
    ['proxy: { stripUpgrade: true }\nserver: { tls: true }', 'proxy.stripUpgrade', 'under TLS'],
    ['proxy: {}\nserver: { processes: 2 }', 'proxy', 'the proxy stands before one'],
    ['fallback: [sse, long-poll]', 'fallback', 'not in the list'],
    ['fallback: [websocket, sse, sse]', 'fallback[2]', 'already'],
    ['fallback: [websocket, sse]\nserver: { flaws: ["delay=1ms"] }', 'fallback', 'flaws'],
  ])('refuses %s', (more, key, problem) => {
    const error = readError(more);
    expect(error).toMatchObject({ code: 'SQUALL_VALUE', place: { key } });
    expect((error as Error).message).toContain(problem);
  });

  it.each<[string, string]>([
    ['proxy: { stripUpgrade: true }', 'no client can connect'],
    ['transport: sse\nproxy: { stripUpgrade: true }', 'nothing to strip'],
    ['transport: long-poll\nproxy: { idleTimeout: 5s }', 'a poll that is held may last 25s'],
  ])('remarks on %s', (more, message) => {
    expect(parse(more).notices.map((notice) => notice.message)).toEqual([expect.stringContaining(message)]);
  });

  it('names what can be a condition, and what cannot', () => {
    const error = readError('proxy: { conditions: [{ kind: server-restart }] }');
    expect(error).toMatchObject({
      code: 'SQUALL_UNKNOWN_FAULT',
      message: 'there is no condition `server-restart`',
      remedy: 'valid: latency, bandwidth, slow-close, limit-data, sliced-writes, reset, blackhole',
    });
  });

  it('wants a rate of bytes with its unit', () => {
    expect(readError('proxy: { conditions: [{ kind: bandwidth, rate: 10KB }] }')).toMatchObject({
      code: 'SQUALL_UNIT',
    });
  });
});
