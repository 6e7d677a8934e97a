import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../scenario/parse-scenario.js';
import { planTrials } from '../../scenario/plan.js';
import type { Trial } from '../../scenario/scenario.js';
import { decideAttempts } from './decide-attempts.js';

function plan(lines: string): Trial {
  const base = `name: storm
clients: { count: 20, rampUp: 100ms }
publish: { rate: 20/s }
duration: 10s
transport: websocket
`;
  const [trial] = planTrials(parseScenario(base + lines, 'storm.yaml')).trials;
  if (trial === undefined) throw new Error('no trial');
  return trial;
}

const crash = 'faults: [{ at: 1s, kind: server-restart, mode: crash, downtime: 1500ms }]\n';

describe('decideAttempts', () => {
  it('counts the attempts of a fixed delay: one fails at 1 s, the next succeeds at 2 s', () => {
    const trial = plan(`${crash}reconnect: { policy: fixed, delay: 1s }\n`);
    expect(decideAttempts(trial)).toEqual({ disconnected: 20, attempts: 40, failed: 20 });
  });

  it('leaves open what falls too near to the return of the server', () => {
    expect(decideAttempts(plan(`${crash}reconnect: { policy: fixed, delay: 1400ms }\n`))).toBeUndefined();
    expect(decideAttempts(plan(`${crash}reconnect: { policy: fixed, delay: 1600ms }\n`))).toBeUndefined();
  });

  it('leaves open what ends too near to the end, or never', () => {
    expect(decideAttempts(plan(`${crash}reconnect: { policy: fixed, delay: 8900ms }\n`))).toBeUndefined();
    const late = crash.replace('at: 1s', 'at: 8s');
    expect(decideAttempts(plan(`${late}reconnect: { policy: fixed, delay: 3s }\n`))).toBeUndefined();
  });

  it('knows whom the seed cuts', () => {
    const cut =
      'faults: [{ at: 1s, kind: disconnect, share: 35% }]\nreconnect: { policy: full-jitter, base: 2s }\n';
    expect(decideAttempts(plan(cut))).toEqual({ disconnected: 7, attempts: 7, failed: 0 });
  });

  it.each([
    ['a graceful stop', crash.replace('crash', 'graceful')],
    ['a server that admits few', `${crash}server: { admission: { rate: 5/s } }\n`],
    ['a small backlog', `${crash}server: { backlog: 10 }\n`],
    ['a poll, which notices late', `${crash}`, 'short-poll'],
  ])('has nothing to say of %s', (_name, lines, transport = 'websocket') => {
    const trial = plan(`${lines}reconnect: { policy: fixed, delay: 3s }\n`);
    const { scenario } = trial;
    expect(
      decideAttempts({ ...trial, scenario: { ...scenario, transport: transport as 'websocket' } }),
    ).toBeUndefined();
  });
});
