import { describe, expect, it } from 'vitest';
import { type ErrorCode, ExitStatus, SquallError } from '../errors.js';
import { parseScenario } from './parse-scenario.js';
import type { Scenario } from './scenario.js';

const minimal = `name: first
clients: { count: 10 }
publish: { rate: 10/s }
duration: 10s
`;

function scenarioOf(source: string): Scenario {
  const scenario = parseScenario(source, 'a.yaml').cells[0]?.scenario;
  if (scenario === undefined) throw new Error('no cell');
  return scenario;
}

/** Where and how a text fails: `code line:column key` and the whole line for its words. */
function failureOf(source: string): { head: string; line: string } {
  try {
    parseScenario(source, 'a.yaml');
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    expect(error.exit).toBe(ExitStatus.badInput);
    const { line, column, key } = error.place;
    expect(error.toLine()).not.toMatch(/[\n\r]/);
    return { head: `${error.code} ${line}:${column} ${key}`, line: error.toLine() };
  }
  throw new Error('the text is valid');
}

describe('parseScenario', () => {
  it('fills in every default', () => {
    expect(scenarioOf(minimal)).toEqual({
      name: 'first',
      description: '',
      seed: 1,
      transport: 'websocket',
      clients: { count: 10, rampUpUs: 2_000_000, subscribeWithinUs: 10_000_000 },
      publish: { ratePerSecond: 10, payloadBytes: 200, arrivals: 'regular' },
      warmUpUs: 2_000_000,
      durationUs: 10_000_000,
      drainUs: 3_000_000,
      poll: { periodUs: 1_000_000, holdUs: 25_000_000 },
      reconnect: {
        policy: 'full-jitter',
        delayUs: 1_000_000,
        baseUs: 1_000_000,
        capUs: 30_000_000,
        factor: 2,
        resetAfterUs: 0,
        connectTimeoutUs: 10_000_000,
      },
      server: {
        processes: 1,
        acceptRatePerSecond: undefined,
        admission: undefined,
        threads: undefined,
        threadQueue: 1000,
        backlog: 4096,
        maxConnections: 100_000,
        historyMessages: 10_000,
        historyBytes: 64 * 1024 ** 2,
        bufferBytes: 1_048_576,
        overflow: 'disconnect',
        tls: false,
        compression: false,
        heartbeatUs: 30_000_000,
        retryUs: 3_000_000,
        flaws: [],
      },
      fallback: [],
      workers: undefined,
      faults: [],
      thresholds: [],
    });
  });

  it.each([
    [
      'faults: [{ kind: server-restart, at: 1s }]',
      { faults: [{ kind: 'server-restart', atUs: 1e6, mode: 'crash', downtimeUs: 1e6 }] },
    ],
    [
      'faults: [{ kind: disconnect, at: 1s, share: 0.2 }]',
      {
        faults: [
          { kind: 'disconnect', atUs: 1e6, share: 0.2, by: 'client', how: 'reset', everyUs: undefined },
        ],
      },
    ],
    [
      'faults: [{ kind: server-restart, at: 1s, warmUp: 3s }]',
      { faults: [{ kind: 'server-restart', atUs: 1e6, mode: 'crash', downtimeUs: 1e6, warmUpUs: 3e6 }] },
    ],
    [
      'faults: [{ kind: rolling-restart, at: 1s, downtime: 2s, pause: 3s }]',
      {
        faults: [{ kind: 'rolling-restart', atUs: 1e6, mode: 'graceful', downtimeUs: 2e6, pauseUs: 3e6 }],
      },
    ],
    [
      'faults: [{ kind: drain, at: 1s, rate: 50/s }]',
      { faults: [{ kind: 'drain', atUs: 1e6, ratePerSecond: 50, downtimeUs: undefined }] },
    ],
    [
      'server: { admission: { rate: 500/s, burst: 100, retryAfter: 3s, jitter: 50% } }',
      {
        server: { admission: { ratePerSecond: 500, burst: 100, retryAfterUs: 3e6, jitter: 0.5 } },
      },
    ],
    [
      'server: { processes: 3, acceptRate: 200/s, threads: 10, threadQueue: 5 }',
      { server: { processes: 3, acceptRatePerSecond: 200, threads: 10, threadQueue: 5 } },
    ],
    ['reconnect: { policy: server, delay: 5s }', { reconnect: { policy: 'server', delayUs: 5e6 } }],
    ['workers: 2', { workers: 2 }],
    ['thresholds: [lost == 0]', { thresholds: [{ metric: 'lost', value: 0 }] }],
    ['thresholds:\n  - sse: lost == 0', { thresholds: [{ metric: 'lost', transport: 'sse' }] }],
    [
      'reconnect: &r { policy: immediate }\nmatrix: { reconnect: [*r] }',
      { reconnect: { policy: 'immediate' } },
    ],
  ])('reads %s', (text, expected) => {
    expect(scenarioOf(`${minimal}${text}\n`)).toMatchObject(expected);
  });

  it.each(['\uFEFF', '---\n', '# comment\n', '%YAML 1.2\n---\n'])(
    'accepts a file that begins with %j',
    (start) => {
      expect(scenarioOf(start + minimal).name).toBe('first');
    },
  );

  it('accepts Windows line ends', () => {
    expect(scenarioOf(minimal.replaceAll('\n', '\r\n')).durationUs).toBe(10_000_000);
  });
});

type Refusal = [name: string, source: string, code: ErrorCode, place: string, ...words: string[]];

const withLine = (line: string): string => `${minimal}${line}\n`;

describe('parseScenario refuses', () => {
  it.each<Refusal>([
    ['an empty file', '', 'SQUALL_YAML', '1:1 undefined', 'the file is empty'],
    ['nothing but a comment', '# hello\n', 'SQUALL_YAML', '1:1 undefined', 'empty'],
    ['a list', '- a\n', 'SQUALL_YAML', '1:1 undefined', 'map of keys'],
    ['a word', 'hello', 'SQUALL_YAML', '1:1 undefined', 'map of keys'],
    [
      'two documents',
      `${minimal}---\n${minimal}`,
      'SQUALL_YAML',
      '5:1 undefined',
      'the file holds several documents; keep one scenario per file',
    ],
    ['a duplicate key', withLine('duration: 5s'), 'SQUALL_YAML', '5:1 undefined', 'keep one of the two keys'],
    ['a tab', 'name: a\nclients:\n\tcount: 1\n', 'SQUALL_YAML', '3:1 undefined', 'indent with spaces'],
    ['an unclosed map', 'name: a\nclients: { count: 1\n', 'SQUALL_YAML', '3:1 undefined', 'not valid YAML'],
    ['an unknown tag', withLine('seed: !dice 6'), 'SQUALL_YAML', '5:7 undefined', 'remove the tag'],
    ['an unknown alias', withLine('seed: *nothing'), 'SQUALL_YAML', '5:7 undefined', 'nothing'],
    ['a list as key', withLine('? [a]\n: 1'), 'SQUALL_YAML', '5:3 undefined', 'plain word'],
    ['__proto__', withLine('__proto__: { a: 1 }'), 'SQUALL_YAML', '5:1 undefined', 'plain word'],
    [
      'deep nesting',
      withLine(`seed: ${'['.repeat(60)}${']'.repeat(60)}`),
      'SQUALL_YAML',
      '5:46 undefined',
      'nested too deeply',
    ],
    ['an alias inside itself', withLine('seed: &a [*a]'), 'SQUALL_YAML', '5:11 undefined', 'alias'],
    ['a megabyte', 'a'.repeat(1_000_001), 'SQUALL_YAML', 'undefined:undefined undefined', 'no scenario'],
  ])('%s', expectRefusal);

  it('very deep nesting', () => {
    // Where the stack ends is the machine's affair.
    expect(failureOf('['.repeat(50_000)).line).toContain('nested too deeply');
  });

  it('a hundred and one aliases', () => {
    const source = `a: &a 1\nb: [${Array(101).fill('*a').join(', ')}]\n`;
    expectRefusal('', source, 'SQUALL_YAML', '2:405 undefined', 'more than 100 aliases');
  });

  it('aliases that multiply', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const value =
        level === 0
          ? '[x, x]'
          : `[${Array(9)
              .fill(`*l${level - 1}`)
              .join(', ')}]`;
      return `l${level}: &l${level} ${value}`;
    });
    expectRefusal('', `${levels.join('\n')}\n`, 'SQUALL_YAML', '12:60 undefined', 'stand for too much');
  });

  it.each<Refusal>([
    [
      'a misspelt key',
      minimal.replace('rate', 'raet'),
      'SQUALL_UNKNOWN_KEY',
      '3:12 publish.raet',
      'did you mean `rate`?',
      'valid: rate, payload, arrivals',
    ],
    [
      'a misspelt key at the root',
      withLine('warmup: 2s'),
      'SQUALL_UNKNOWN_KEY',
      '5:1 warmup',
      'did you mean `warmUp`?',
    ],
    ['an odd key', withLine('"a\\nb": 2s'), 'SQUALL_UNKNOWN_KEY', '5:1 a b', 'no key `a b`'],
    [
      'a missing key',
      minimal.replace('duration: 10s\n', ''),
      'SQUALL_MISSING_KEY',
      '1:1 duration',
      '`duration` is missing',
      '`duration: 12s`',
    ],
    [
      'a missing inner key',
      minimal.replace('{ rate: 10/s }', '{ payload: 200B }'),
      'SQUALL_MISSING_KEY',
      '3:1 publish.rate',
      '`rate: 20/s`',
    ],
    [
      'a key without value',
      minimal.replace('10s', ''),
      'SQUALL_VALUE',
      '4:1 duration',
      'has no value',
      '12s',
    ],
    [
      'a number without unit',
      minimal.replace('10s', '10'),
      'SQUALL_UNIT',
      '4:11 duration',
      '`10` has no unit',
      '12s',
    ],
    [
      'a wrong unit',
      minimal.replace('10s', '10 sec'),
      'SQUALL_UNIT',
      '4:11 duration',
      '`sec` is not a unit',
      'us, ms, s, m, h',
    ],
    [
      'a map for a quantity',
      minimal.replace('10s', '{}'),
      'SQUALL_VALUE',
      '4:11 duration',
      'must be text, not a map',
    ],
    [
      'a number for a map',
      minimal.replace('{ count: 10 }', '10'),
      'SQUALL_VALUE',
      '2:10 clients',
      'must be a map of keys',
      '{ count: 1000',
    ],
    [
      'no clients',
      minimal.replace('count: 10', 'count: 0'),
      'SQUALL_VALUE',
      '2:19 clients.count',
      'below the least possible, 1',
    ],
    [
      'half a client',
      minimal.replace('count: 10', 'count: 1.5'),
      'SQUALL_VALUE',
      '2:19 clients.count',
      'a whole number',
    ],
    [
      'too many clients',
      minimal.replace('count: 10', 'count: 1000001'),
      'SQUALL_VALUE',
      '2:19 clients.count',
      '1000000',
    ],
    [
      'too high a rate',
      minimal.replace('10/s', '2000000/s'),
      'SQUALL_VALUE',
      '3:18 publish.rate',
      '1000000/s',
    ],
    [
      'a payload below the envelope',
      minimal.replace('10/s', '10/s, payload: 20B'),
      'SQUALL_VALUE',
      '3:33 publish.payload',
      '41B',
      'envelope',
    ],
    [
      'a name that is no file name',
      minimal.replace('first', 'My Test'),
      'SQUALL_VALUE',
      '1:7 name',
      'lower-case',
    ],
    ['a name that is a number', minimal.replace('first', '5'), 'SQUALL_VALUE', '1:7 name', 'must be text'],
    [
      'an unknown transport',
      withLine('transport: websockets'),
      'SQUALL_UNKNOWN_TRANSPORT',
      '5:12 transport',
      'did you mean `websocket`?',
      'long-poll',
    ],
    [
      'an unknown policy',
      withLine('reconnect: { policy: fulljitter }'),
      'SQUALL_UNKNOWN_POLICY',
      '5:22 reconnect.policy',
      'did you mean `full-jitter`?',
      'decorrelated-jitter',
    ],
    [
      'a policy without name',
      withLine('reconnect: { delay: 1s }'),
      'SQUALL_MISSING_KEY',
      '5:1 reconnect.policy',
      '`policy` is missing',
    ],
    [
      'a policy as a word',
      withLine('reconnect: fixed'),
      'SQUALL_VALUE',
      '5:12 reconnect',
      'must be a map',
      '{ policy: fixed',
    ],
    [
      'a parameter the policy does not use',
      withLine('reconnect: { policy: full-jitter, delay: 1s }'),
      'SQUALL_UNKNOWN_KEY',
      '5:35 reconnect.delay',
      'full-jitter` does not use `delay`',
      'uses base, cap, factor',
    ],
    [
      'an unknown fault',
      withLine('faults: [{ at: 1s, kind: restart-server }]'),
      'SQUALL_UNKNOWN_FAULT',
      '5:26 faults[0].kind',
      'server-restart',
      'disconnect',
    ],
    [
      'a parameter the fault does not use',
      withLine('faults: [{ at: 1s, kind: disconnect, downtime: 1s }]'),
      'SQUALL_UNKNOWN_KEY',
      '5:38 faults[0].downtime',
      'does not use `downtime`',
    ],
    [
      'a share above all',
      withLine('faults: [{ at: 1s, kind: disconnect, share: 120% }]'),
      'SQUALL_UNIT',
      '5:45 faults[0].share',
      '20%',
    ],
    [
      'no time to connect',
      withLine('reconnect: { policy: fixed, connectTimeout: 0s }'),
      'SQUALL_VALUE',
      '5:45 reconnect.connectTimeout',
      '10ms',
    ],
    [
      'a threshold without sense',
      withLine('thresholds:\n  - lost == 0\n  - delivry.p99 < 5ms'),
      'SQUALL_THRESHOLD',
      '7:5 thresholds[1]',
      'did you mean `delivery.p99`?',
    ],
    [
      'a threshold as a list',
      withLine('thresholds: [[a]]'),
      'SQUALL_VALUE',
      '5:14 thresholds[0]',
      'not valid here',
    ],
    ['workers of no kind', withLine('workers: many'), 'SQUALL_VALUE', '5:10 workers', '`auto`'],
    ['repeating never', withLine('repeat: 0'), 'SQUALL_VALUE', '5:9 repeat', 'below the least possible, 1'],
  ])('%s', expectRefusal);

  it.each<Refusal>([
    [
      'no list',
      withLine('matrix: { transport: sse }'),
      'SQUALL_VALUE',
      '5:22 matrix.transport',
      'must be a list',
    ],
    [
      'an empty list',
      withLine('matrix: { transport: [] }'),
      'SQUALL_VALUE',
      '5:22 matrix.transport',
      '0 entries are below the least possible, 1 entry; use 1 entry or more',
    ],
    [
      'an unknown path',
      withLine('matrix: { clients.cuont: [1] }'),
      'SQUALL_UNKNOWN_KEY',
      '5:11 matrix.clients.cuont',
      'did you mean `clients.count`?',
    ],
    [
      'no path',
      withLine('matrix: { "a b": [1] }'),
      'SQUALL_UNKNOWN_KEY',
      '5:11 matrix.a b',
      'no key `a b` to vary',
    ],
    [
      'a fault that is not there',
      withLine('matrix: { "faults[1].at": [1s] }'),
      'SQUALL_UNKNOWN_KEY',
      '5:11 matrix.faults[1].at',
      'no faults[1] to vary',
    ],
    [
      'what belongs to the file',
      withLine('matrix: { name: [a, b] }'),
      'SQUALL_UNKNOWN_KEY',
      '5:11 matrix.name',
      'whole file',
    ],
    [
      'overlapping paths',
      withLine('matrix: { reconnect: [{ policy: fixed }], reconnect.policy: [fixed] }'),
      'SQUALL_VALUE',
      '5:43 matrix.reconnect.policy',
      'same part',
    ],
    [
      'a bad value',
      withLine('matrix:\n  transport:\n    - sse\n    - ssse'),
      'SQUALL_UNKNOWN_TRANSPORT',
      '8:7 matrix.transport[1]',
      'did you mean `sse`?',
    ],
    [
      'a bad value inside one',
      withLine('matrix:\n  reconnect:\n    - { policy: fixed, delay: 1 }'),
      'SQUALL_UNIT',
      '7:31 matrix.reconnect[0].delay',
      'has no unit',
    ],
    [
      'a parameter that one policy does not use',
      withLine('reconnect: { policy: fixed }\nmatrix: { reconnect.base: [1s] }'),
      'SQUALL_UNKNOWN_KEY',
      '6:28 matrix.reconnect.base[0]',
      'does not use `base`',
    ],
    [
      'a value twice',
      withLine('matrix: { publish.payload: [1KB, 1000B] }'),
      'SQUALL_VALUE',
      '5:34 matrix.publish.payload[1]',
      'same trial',
    ],
    [
      'a value below a word',
      minimal.replace('{ rate: 10/s }', '5').concat('matrix: { publish.rate: [5/s] }\n'),
      'SQUALL_VALUE',
      '3:10 publish',
      'must be a map',
    ],
    [
      'too many trials',
      withLine('repeat: 501\nmatrix: { transport: [sse, websocket] }'),
      'SQUALL_VALUE',
      '6:1 matrix',
      '1002 trials',
    ],
    ['too many repeats', withLine('repeat: 1001'), 'SQUALL_VALUE', '5:9 repeat', '1000'],
  ])('in a matrix: %s', expectRefusal);

  it('a matrix too large to be laid out, at once', () => {
    const list = `[${Array.from({ length: 1000 }, (_, at) => at + 1).join(', ')}]`;
    const paths = ['clients.count', 'server.backlog', 'server.history', 'seed', 'server.maxConnections'];
    const rows = paths.map((path) => `  ${path}: ${list}`).join('\n');
    expectRefusal('', withLine(`matrix:\n${rows}`), 'SQUALL_VALUE', '5:1 matrix', 'more than the 1000');
  });
});

function expectRefusal(...[, source, code, place, ...words]: Refusal): void {
  const { head, line } = failureOf(source);
  expect(head).toBe(`${code} ${place}`);
  for (const word of words) expect(line).toContain(word);
}

describe('parseScenario with a matrix', () => {
  it('takes what only the matrix gives', () => {
    const source = minimal.replace('{ rate: 10/s }', '{}').concat('matrix: { publish.rate: [5/s, 10/s] }\n');
    const { cells } = parseScenario(source, 'a.yaml');
    expect(cells.map(({ scenario }) => scenario.publish.ratePerSecond)).toEqual([5, 10]);
  });

  it('makes maps that the file leaves out', () => {
    const { cells } = parseScenario(withLine('matrix: { poll.period: [500ms] }'), 'a.yaml');
    expect(cells[0]?.scenario.poll).toEqual({ periodUs: 500_000, holdUs: 25_000_000 });
  });
});

describe('what is wrong is said in words that help', () => {
  it.each([
    ['name: again', 'the key `name` stands twice in one map; keep one of the two keys'],
    ['<<: { seed: 3 }', 'has no merge key; write the keys out'],
    ['seed: 99999999999999999999', 'use 4503599627370496 or less'],
    ['workers: 2\nrepeat: "3"', 'must be a number, and in quotes `3` is text; remove the quotes'],
    ['transport: [sse]', 'transport: must be one word, not a list; valid: websocket'],
    ['server: { flaws: [{ drop-every: 7 }] }', 'must be text, not a map; write e.g.'],
    ['faults: [{ at: 1s, kind: disconnect, share: 0 }]', 'use 0.0001% or more'],
    ['matrix: { clients.count: 5 }', 'must be a list, not `5`; write the values to try in brackets'],
    ['matrix: { "clients.count ": [5] }', 'the key `clients.count` has spaces around it; remove them'],
  ])('%s', (more, words) => {
    expect(failureOf(`${minimal}${more}\n`).line).toContain(words);
  });
});

describe('several mistakes', () => {
  const linesOf = (source: string): string[] => {
    try {
      parseScenario(source, 'a.yaml');
    } catch (error) {
      if (error instanceof SquallError) return error.toLines();
      throw error;
    }
    return [];
  };

  it('are all told, in the order of the file', () => {
    const lines = linesOf(`name: first
transport: websockets
clients: { count: 10, rampup: 1s, staleafter: 2s }
publish: { rate: 10 }
duration: 10s
faults:
  - { at: 20s, kind: disconnect }
`);
    expect(lines.map((line) => line.replace(/;.*/, ''))).toEqual([
      'a.yaml:2:12: transport: there is no transport `websockets`',
      'a.yaml:3:23: clients.rampup: there is no key `rampup` here',
      'a.yaml:3:35: clients.staleafter: there is no key `staleafter` here',
      'a.yaml:4:18: publish.rate: `10` has no unit',
    ]);
  });

  it('are told once each, however many trials have them', () => {
    const lines = linesOf(`${minimal}faults:
  - { at: 20s, kind: disconnect, share: 1% }
matrix:
  transport: [websocket, sse, carrier-pigeon]
  clients.count: [10, 0]
`);
    expect(lines.map((line) => line.replace(/;.*/, ''))).toEqual([
      'a.yaml:6:11: faults[0].at: 20s is not within the duration of 10s',
      'a.yaml:8:31: matrix.transport[2]: there is no transport `carrier-pigeon`',
      'a.yaml:9:23: matrix.clients.count[1]: `0` is below the least possible, 1',
    ]);
  });

  it('of later trials are told beside one that all of them have', () => {
    const lines = linesOf(`${minimal.replace('10/s', '10')}matrix:
  transport: [websocket, carrier-pigeon]
`);
    expect(lines.map((line) => line.replace(/;.*/, ''))).toEqual([
      'a.yaml:3:18: publish.rate: `10` has no unit',
      'a.yaml:6:26: matrix.transport[1]: there is no transport `carrier-pigeon`',
    ]);
  });

  it('do not include keys that are missing because they were misspelt', () => {
    expect(linesOf(minimal.replace('duration', 'durations'))).toHaveLength(1);
    expect(linesOf(minimal.replace('count', 'number'))).toHaveLength(1);
    expect(linesOf(minimal.replace('clients: { count: 10 }', 'clients: {}'))).toHaveLength(1);
  });

  it('of the matrix stand beside those of the rest', () => {
    const lines = linesOf(`${minimal.replace('10/s', '10')}matrix: { transports: [sse] }\n`);
    expect(lines.map((line) => line.replace(/;.*/, ''))).toEqual([
      'a.yaml:3:18: publish.rate: `10` has no unit',
      'a.yaml:5:11: matrix.transports: there is no key `transports` to vary',
    ]);
  });
});

describe('a fault that is to come again', () => {
  const noticesOf = (fault: string): string[] =>
    parseScenario(`${minimal}faults: [{ kind: disconnect, ${fault} }]\n`, 'a.yaml').notices.map(
      ({ message, place }) => `${place.key}: ${message}`,
    );

  it('is remarked upon when the trial is over before it does', () => {
    expect(noticesOf('at: 4s, every: 6s')).toEqual([
      'faults[0].every: the fault happens once: 6s after 4s the duration of 10s is over',
    ]);
    expect(noticesOf('at: 4s, every: 30s')).toHaveLength(1);
  });

  it('is not when it comes again once', () => {
    expect(noticesOf('at: 4s, every: 5s')).toEqual([]);
  });
});
