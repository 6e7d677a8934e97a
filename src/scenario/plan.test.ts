import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { planTrials } from './plan.js';
import type { Plan } from './scenario.js';

const base = `name: x
description: What it is for.
seed: 7
clients: { count: 10 }
publish: { rate: 10/s }
duration: 10s
`;

function plan(text: string): Plan {
  return planTrials(parseScenario(`${base}${text}\n`, 'x.yaml'));
}

describe('planTrials', () => {
  it('makes one trial without a matrix', () => {
    const { trials, ...rest } = plan('');
    expect(rest).toEqual({
      file: 'x.yaml',
      source: `${base}\n`,
      name: 'x',
      description: 'What it is for.',
      seed: 7,
      notices: [],
    });
    expect(trials).toHaveLength(1);
    expect(trials[0]).toMatchObject({
      index: 0,
      id: '01-websocket-full-jitter',
      labels: { transport: 'websocket', reconnect: 'full-jitter' },
      repeat: 1,
    });
  });

  it('varies the first key slowest, in the order of the file', () => {
    const { trials } = plan('matrix: { publish.payload: [4KB, 200B], transport: [sse, websocket] }');
    expect(trials.map(({ id }) => id)).toEqual([
      '01-sse-full-jitter-payload-4kb',
      '02-websocket-full-jitter-payload-4kb',
      '03-sse-full-jitter-payload-200b',
      '04-websocket-full-jitter-payload-200b',
    ]);
    expect(trials.map(({ scenario }) => scenario.publish.payloadBytes)).toEqual([4000, 4000, 200, 200]);
  });

  it('runs the whole matrix before it repeats, with one seed for each pass', () => {
    const { trials } = plan('repeat: 3\nmatrix: { transport: [sse, websocket] }');
    expect(
      trials.map(({ index, repeat, labels, scenario }) => [index, repeat, labels.transport, scenario.seed]),
    ).toEqual([
      [0, 1, 'sse', 7],
      [1, 1, 'websocket', 7],
      [2, 2, 'sse', 8],
      [3, 2, 'websocket', 8],
      [4, 3, 'sse', 9],
      [5, 3, 'websocket', 9],
    ]);
  });

  it.each<[settings: string, labels: string[]]>([
    ['[{ policy: fixed }, { policy: full-jitter, base: 2s }]', ['fixed', 'full-jitter']],
    [
      '[{ policy: full-jitter, base: 2s, cap: 10s }, { policy: full-jitter, base: 1s, cap: 20s }]',
      ['full-jitter base=2s cap=10s', 'full-jitter base=1s cap=20s'],
    ],
    [
      '[{ policy: full-jitter, base: 2s, cap: 10s }, { policy: full-jitter, base: 1500ms, cap: 10s }, { policy: immediate }]',
      ['full-jitter base=2s', 'full-jitter base=1.5s', 'immediate'],
    ],
    [
      '[{ policy: fixed }, { policy: fixed, connectTimeout: 2s }]',
      ['fixed connectTimeout=10s', 'fixed connectTimeout=2s'],
    ],
  ])('labels the policies of %s', (settings, labels) => {
    const { trials } = plan(`matrix: { reconnect: ${settings} }`);
    expect(trials.map((trial) => trial.labels.reconnect)).toEqual(labels);
  });

  it.each<[matrix: string, key: string, labels: string[]]>([
    ['clients.count: [10, 20]', 'clients.count', ['10', '20']],
    [
      'publish: [{ rate: 5/s, payload: 1KB }, { rate: 5/s, payload: 2KB }]',
      'publish',
      ['payload=1KB', 'payload=2KB'],
    ],
    ['publish: [{ rate: 5/s }, { rate: 5/s, payload: 2KB }]', 'publish', ['rate=5/s', 'payload=2KB']],
    ['faults: [[], [{ kind: disconnect, at: 1s }]]', 'faults', ['none', 'kind=disconnect at=1s']],
    ['workers: [auto, 2]', 'workers', ['auto', '2']],
  ])('labels what %s varies', (matrix, key, labels) => {
    expect(plan(`matrix: { ${matrix} }`).trials.map((trial) => trial.labels[key])).toEqual(labels);
  });

  it('does not label a parameter of the policy twice', () => {
    const { trials } = plan('reconnect: { policy: fixed }\nmatrix: { reconnect.delay: [1s, 2s] }');
    expect(trials.map(({ labels }) => labels)).toEqual([
      { transport: 'websocket', reconnect: 'fixed delay=1s' },
      { transport: 'websocket', reconnect: 'fixed delay=2s' },
    ]);
  });

  it('gives every trial of any matrix its own labels and an id fit for a file name', () => {
    const axis = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(axis(9), axis(9), fc.integer({ min: 1, max: 3 }), (counts, rates, repeat) => {
        const written = rates.map((rate) => `${rate}/s`).join(', ');
        const { trials } = plan(
          `repeat: ${repeat}\nmatrix: { clients.count: [${counts.join(', ')}], publish.rate: [${written}] }`,
        );
        expect(trials).toHaveLength(counts.length * rates.length * repeat);
        expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length);
        const cells = new Set(trials.map(({ labels }) => JSON.stringify(labels)));
        expect(cells.size).toBe(counts.length * rates.length);
        for (const { id } of trials) expect(id).toMatch(/^\d{2,}-[a-z0-9-]+$/);
      }),
      { seed: 1, numRuns: 30 },
    );
  });
});
