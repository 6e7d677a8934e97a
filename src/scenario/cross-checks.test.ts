import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { parseScenario } from './parse-scenario.js';

const keys = { name: 'x', clients: '{ count: 10 }', publish: '{ rate: 10/s }', duration: '10s' };

function write(changes: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...keys, ...changes }).map(([key, value]) => `${key}: ${value}\n`);
  return lines.join('');
}

describe('contradictions', () => {
  it.each<[changes: Record<string, string>, key: string, words: string]>([
    [{ faults: '[{ kind: server-restart, at: 10s }]' }, 'faults[0].at', 'not within the duration of 10s'],
    [{ faults: '[{ kind: disconnect, at: 11s }]' }, 'faults[0].at', 'not within the duration'],
    [
      { faults: '[{ kind: server-restart, at: 8s, downtime: 3s }]' },
      'faults[0].downtime',
      'would come back 11s',
    ],
    [
      { faults: '[{ kind: server-restart, at: 1s, downtime: 3s }, { kind: server-restart, at: 2s }]' },
      'faults[1].at',
      'still down at that time',
    ],
    [
      { faults: '[{ kind: server-restart, at: 2s }, { kind: server-restart, at: 1s, downtime: 3s }]' },
      'faults[0].at',
      'still down at that time',
    ],
    [
      { faults: '[{ kind: server-restart, at: 2s }, { kind: server-restart, at: 2s }]' },
      'faults[1].at',
      'still down at that time',
    ],
    [
      {
        faults: '[{ kind: rolling-restart, at: 1s, downtime: 2s, pause: 2s }]',
        server: '{ processes: 3 }',
      },
      'faults[0].downtime',
      'would come back 11s',
    ],
    [
      { faults: '[{ kind: drain, at: 1s, rate: 1/s, downtime: 1s }]' },
      'faults[0].downtime',
      'would come back 12s',
    ],
    [
      {
        faults:
          '[{ kind: rolling-restart, at: 1s, downtime: 1s }, { kind: drain, at: 3s, rate: 10/s, downtime: 1s }]',
        server: '{ processes: 2 }',
      },
      'faults[1].at',
      'still down at that time',
    ],
    [
      { server: '{ processes: 2, flaws: [drop-every=7] }' },
      'server.flaws',
      'what several processes did wrong',
    ],
    [{ server: '{ processes: 2 }', proxy: '{}' }, 'proxy', 'stands before one server process'],
    [
      { server: '{ processes: 2 }', faults: '[{ kind: latency, at: 1s, for: 1s, latency: 10ms }]' },
      'faults[0].kind',
      'concerns one port',
    ],
    [
      { faults: '[{ kind: disconnect, at: 1s, share: 1% }]' },
      'faults[0].share',
      '1% of 10 clients is nobody',
    ],
    [{ reconnect: '{ policy: full-jitter, base: 2s, cap: 1s }' }, 'reconnect.cap', 'below the base of 2s'],
    [{ reconnect: '{ policy: decorrelated-jitter, base: 1m }' }, 'reconnect.cap', 'the cap of 30s'],
    [{ transport: 'short-poll', drain: '500ms' }, 'drain', 'polls every 1s'],
    [{ publish: '{ rate: 0.05/s }' }, 'duration', 'not one message falls due'],
    [{ publish: '{ rate: 1000000/s }', duration: '20000s' }, 'publish.rate', 'more than can be numbered'],
    [{ workers: '11' }, 'workers', '11 load processes for 10 clients'],
    [
      { publish: '{ rate: 1/s, payload: 10KB }', server: '{ buffer: 10KB }' },
      'server.buffer',
      'cannot hold one',
    ],
    [
      { clients: '{ count: 10, cohorts: [{ name: a, share: 1% }] }' },
      'clients.cohorts[0].share',
      '1% of 10 clients is nobody',
    ],
    [
      { clients: '{ count: 10, cohorts: [{ name: a, share: 60% }, { name: b, share: 50% }] }' },
      'clients.cohorts[1].share',
      '11 clients are more than all 10',
    ],
    [
      { clients: '{ count: 10, cohorts: [{ name: a, share: 10% }, { name: a, share: 10% }] }' },
      'clients.cohorts[1].name',
      'a cohort a already',
    ],
    [
      { clients: '{ count: 10, cohorts: [{ name: others, share: 10% }] }' },
      'clients.cohorts[0].name',
      'no cohort',
    ],
    [{ acks: '{}', echo: '{ rate: 1/s }' }, 'acks', 'acknowledge none'],
    [{ acks: '{}', server: '{ overflow: coalesce }' }, 'server.overflow', 'gives messages up'],
    [{ chat: '{ room: 11, rate: 1/s }' }, 'chat.room', 'do not fill a room of 11'],
    [{ chat: '{ room: 2, rate: 1/s }', acks: '{}' }, 'chat', 'one thing to say'],
    [{ chat: '{ room: 2, rate: 1000/s }' }, 'chat.rate', '12000 messages of each client'],
    [{ chat: '{ room: 2, rate: 0.05/s }' }, 'duration', 'no message due'],
    [{ tokens: '{ prompts: 1/s }', transport: 'sse' }, 'tokens', 'nothing else can reach them'],
    [{ transport: 'short-poll', poll: '{ cursor: false }' }, 'poll.cursor', 'could never bring anything'],
    [
      { matrix: '{ duration: [10s, 1s], faults: [[{ kind: disconnect, at: 2s }]] }' },
      'matrix.faults[0][0].at',
      '2s is not within',
    ],
  ])('%j', (changes, key, words) => {
    const error = catchError(() => parseScenario(write(changes), 'a.yaml'));
    expect(error).toMatchObject({ code: 'SQUALL_VALUE', place: { file: 'a.yaml', key } });
    expect(error.place.line).toBeGreaterThan(0);
    expect(error.message).toContain(words);
  });
});

describe('what only calls for attention', () => {
  it.each<[changes: Record<string, string>, key: string, words: string]>([
    [{ transport: 'short-poll', drain: '1500ms' }, 'drain', 'one late poll counts as loss'],
    [{ server: '{ maxConnections: 5 }' }, 'server.maxConnections', 'admits 5 of 10'],
    [
      { faults: '[{ kind: server-restart, at: 1s }, { kind: disconnect, at: 1500ms, by: server }]' },
      'faults[1].at',
      'the server is down at 1.5s',
    ],
    [
      { faults: '[{ kind: disconnect, at: 200ms, every: 1300ms }, { kind: server-restart, at: 2s }]' },
      'faults[0].every',
      'the server is down at 2.8s',
    ],
    [
      { faults: '[{ kind: server-restart, at: 1s }]', reconnect: '{ policy: fixed, delay: 20s }' },
      'faults[0].at',
      'may wait 20s',
    ],
    [
      { faults: '[{ kind: disconnect, at: 1s }]', reconnect: '{ policy: decorrelated-jitter, base: 9s }' },
      'faults[0].at',
      'may wait 27s',
    ],
    [{ matrix: '{ transport: [sse, short-poll], drain: [1s] }' }, 'matrix.drain[0]', 'short for clients'],
    [{ thresholds: '[lost == 0, "sse: lost == 0"]' }, 'thresholds[1]', 'no trial is of transport sse'],
  ])('%j', (changes, key, words) => {
    const { notices } = parseScenario(write(changes), 'a.yaml');
    expect(notices).toHaveLength(1);
    expect(notices[0]?.place).toMatchObject({ file: 'a.yaml', key });
    expect(notices[0]?.message).toContain(words);
  });

  it.each<Record<string, string>>([
    {},
    { transport: 'short-poll', drain: '2s' },
    { transport: 'sse', drain: '0s' },
    { matrix: '{ transport: [sse, websocket] }', thresholds: '["sse: lost == 0"]' },
    {
      faults:
        '[{ kind: server-restart, at: 1s, downtime: 2s }, { kind: server-restart, at: 3s, downtime: 7s }]',
    },
    { faults: '[{ kind: disconnect, at: 1s, every: 4s }]', reconnect: '{ policy: immediate }' },
  ])('but not %j', (changes) => {
    expect(parseScenario(write(changes), 'a.yaml').notices).toEqual([]);
  });

  it('says the same thing once, however many trials it concerns', () => {
    const source = write({
      server: '{ maxConnections: 5 }',
      matrix: '{ transport: [sse, websocket, long-poll] }',
    });
    expect(parseScenario(source, 'a.yaml').notices).toHaveLength(1);
  });
});

function catchError(run: () => unknown): SquallError {
  try {
    run();
  } catch (error) {
    if (error instanceof SquallError) return error;
  }
  throw new Error('did not end in a SquallError');
}
