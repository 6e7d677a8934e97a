import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { planTrials } from './plan.js';
import { readOwnReconnects, writeSweepSource } from './sweep-source.js';

const source = `# What it is for.
name: crash
seed: 5
clients: { count: 100 } # as many as in production
publish: { rate: 10/s }
duration: 5s
faults: [{ at: 1s, kind: server-restart }]
matrix:
  transport: [websocket, sse]
  reconnect: [{ policy: fixed, delay: 1s }, { policy: immediate }]
`;

const changes = {
  description: 'A sweep.',
  reconnects: [
    { policy: 'full-jitter', base: '1s', cap: '5s' },
    { policy: 'full-jitter', base: '2s', cap: '5s' },
  ],
  transports: undefined,
  durationUs: undefined,
  repeat: 2,
  seed: undefined,
} as const;

describe('the scenario of a sweep', () => {
  it('is an ordinary one that keeps what the sweep does not touch', () => {
    const written = writeSweepSource(source, changes);
    expect(written).toContain('# What it is for.');
    expect(written).toContain('# as many as in production');
    const { name, seed, trials } = planTrials(parseScenario(written, 'sweep.yaml'));
    expect([name, seed, trials.length]).toEqual(['crash-advice', 5, 8]);
    expect(trials[0]?.scenario).toMatchObject({ description: 'A sweep.', durationUs: 5e6 });
    expect([...new Set(trials.map(({ scenario }) => scenario.reconnect.baseUs))]).toEqual([1e6, 2e6]);
    expect(new Set(trials.map(({ scenario }) => scenario.transport))).toEqual(new Set(['websocket', 'sse']));
  });

  it('takes the place of keys that vary a part of the policy', () => {
    const parts = source.replace(/ {2}reconnect: .*/, "  'reconnect.base': [1s, 2s]\n  seed: [1, 2]");
    const { trials } = planTrials(parseScenario(writeSweepSource(parts, changes), 'sweep.yaml'));
    expect(Object.keys(trials[0]?.labels ?? {})).toEqual(['transport', 'reconnect', 'seed']);
  });

  it('has the length, seed, transports and name that are asked for', () => {
    const written = writeSweepSource(source.replace('crash', 'a'.repeat(64)), {
      ...changes,
      reconnects: undefined,
      transports: ['long-poll'],
      durationUs: 9e6,
      seed: 8,
    });
    const { name, trials, seed } = planTrials(parseScenario(written, 'sweep.yaml'));
    expect(name).toHaveLength(64);
    expect(seed).toBe(8);
    expect(trials.map(({ labels }) => labels.reconnect)).toEqual([
      'fixed',
      'immediate',
      'fixed',
      'immediate',
    ]);
    expect(trials[0]?.scenario).toMatchObject({ transport: 'long-poll', durationUs: 9e6 });
  });

  it('knows what the scenario itself says about reconnecting', () => {
    expect(readOwnReconnects(source)).toEqual([{ policy: 'fixed', delay: '1s' }, { policy: 'immediate' }]);
    expect(readOwnReconnects('name: a\nreconnect: { policy: server }\n')).toEqual([{ policy: 'server' }]);
    expect(readOwnReconnects('name: a\n')).toEqual([]);
  });
});
