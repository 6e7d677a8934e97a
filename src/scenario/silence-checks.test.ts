import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { parseScenario } from './parse-scenario.js';

const keys = { name: 'x', clients: '{ count: 10 }', publish: '{ rate: 10/s }', duration: '10s' };

function write(changes: Readonly<Record<string, string>>): string {
  return Object.entries({ ...keys, ...changes })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

describe('contradictions', () => {
  it.each<[changes: Record<string, string>, key: string, words: string]>([
    [{ faults: '[{ kind: packet-blackhole, at: 8s, for: 3s }]' }, 'faults[0].for', 'would last until 11s'],
    [{ faults: '[{ kind: packet-loss, at: 8s, for: 3s }]' }, 'faults[0].for', 'would last until 11s'],
    [{ faults: '[{ kind: stall, at: 9s }]' }, 'faults[0].for', 'would last until 11s'],
    [{ faults: '[{ kind: vanish, at: 8s, for: 3s }]' }, 'faults[0].for', 'would last until 11s'],
    [{ faults: '[{ kind: vanish, at: 10s }]' }, 'faults[0].at', 'not within the duration'],
    [{ faults: '[{ kind: vanish, at: 1s, share: 1% }]' }, 'faults[0].share', '1% of 10 clients is nobody'],
    [
      { faults: '[{ kind: stall, at: 1s, for: 2s }, { kind: server-restart, at: 2s }]' },
      'faults[1].at',
      'stands still at that time, from faults[0] until 3s',
    ],
    [
      { faults: '[{ kind: stall, at: 1s, for: 2s }, { kind: stall, at: 1s }]' },
      'faults[1].at',
      'stands still at that time',
    ],
    [
      { faults: '[{ kind: stall, at: 2s }, { kind: server-restart, at: 1s, downtime: 3s }]' },
      'faults[0].at',
      'still down at that time',
    ],
    [
      { transport: 'sse', echo: '{ rate: 1/s }', faults: '[{ kind: vanish, at: 1s }]' },
      'faults[0].kind',
      'second connection',
    ],
    [
      {
        target:
          "{ sse: { url: 'http://127.0.0.1:1/' }, publish: { url: 'http://127.0.0.1:1/' } }\ntransport: sse",
        faults: '[{ kind: packet-blackhole, at: 1s }]',
      },
      'faults[0].kind',
      'needs the bundled server',
    ],
    [
      { transport: 'sse', clients: '{ count: 10, heartbeat: 5s }' },
      'clients.heartbeat',
      'sse clients have no ping',
    ],
    [
      { transport: 'short-poll', clients: '{ count: 10, heartbeat: 5s }' },
      'clients.heartbeat',
      'short-poll clients have no ping',
    ],
    [
      { clients: '{ count: 10, heartbeat: 5s, heartbeatTimeout: 6s }' },
      'clients.heartbeatTimeout',
      'the next ping is due after 5s',
    ],
    [{ clients: '{ count: 10, heartbeatTimeout: 6s }' }, 'clients.heartbeatTimeout', 'no ping to time'],
  ])('%j', (changes, key, words) => {
    const error = catchError(() => parseScenario(write(changes), 'a.yaml'));
    expect(error).toMatchObject({ code: 'SQUALL_VALUE', place: { file: 'a.yaml', key } });
    expect(error.message).toContain(words);
  });
});

describe('faults one after the other', () => {
  it.each([
    '[{ kind: stall, at: 1s, for: 2s }, { kind: stall, at: 3s }]',
    '[{ kind: stall, at: 3s }, { kind: server-restart, at: 1s, downtime: 2s }]',
    '[{ kind: vanish, at: 1s }, { kind: packet-blackhole, at: 1s }]',
  ])('%s', (faults) => {
    expect(parseScenario(write({ faults }), 'a.yaml').notices).toEqual([]);
  });
});

describe('patience that a healthy connection exceeds', () => {
  it.each<[changes: Record<string, string>, words: string | undefined]>([
    [{ clients: '{ count: 10, staleAfter: 100ms }' }, 'may be silent for 100ms'],
    [{ clients: '{ count: 10, staleAfter: 110ms }' }, undefined],
    [
      { clients: '{ count: 10, staleAfter: 30s }', publish: '{ rate: 0.2/s }', server: '{ heartbeat: 2s }' },
      undefined,
    ],
    [
      { clients: '{ count: 10, staleAfter: 2s }', publish: '{ rate: 0.2/s }', server: '{ heartbeat: 2s }' },
      'may be silent for 2s',
    ],
    [{ clients: '{ count: 10, staleAfter: 2s, heartbeat: 1s }', publish: '{ rate: 0.2/s }' }, undefined],
    [{ clients: '{ count: 10, staleAfter: 1s }', transport: 'short-poll' }, 'may be silent for 1s'],
    [
      { clients: '{ count: 10, staleAfter: 4s }', transport: 'long-poll', publish: '{ rate: 0.2/s }' },
      'may be silent for 5s',
    ],
  ])('%j', (changes, words) => {
    const [notice] = parseScenario(write(changes), 'a.yaml').notices;
    if (words === undefined) expect(notice).toBeUndefined();
    else
      expect(notice).toMatchObject({
        message: expect.stringContaining(words),
        place: { key: 'clients.staleAfter' },
      });
  });
});

function catchError(act: () => unknown): SquallError {
  try {
    act();
  } catch (error) {
    if (error instanceof SquallError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
