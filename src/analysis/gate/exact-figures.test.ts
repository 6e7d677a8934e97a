import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { planSource } from '../../scenario/scenario-hash.js';
import { listExactFigures } from './exact-figures.js';

const base = `name: a
clients: { count: 10, rampUp: 1s }
publish: { rate: 20/s, payload: 200B }
duration: 5s
`;
const target = `target:
  sse: { url: 'http://127.0.0.1:8080/x' }
  publish: { url: 'http://127.0.0.1:8080/y' }
`;

/** Names of the exact figures of a scenario's first trial. */
function listNames(lines: string): string[] {
  const [trial] = planSource(base + lines, 'a.yaml').trials;
  const [model] = makeRun().result.trials;
  if (trial === undefined || model === undefined) throw new Error('no trial');
  const names = listExactFigures(trial, model).map(({ name }) => name);
  expect(names).toContain('publisher.due');
  return names;
}

const bytes = ['bytes.framing', 'bytes.setup'];
const calm = ['delivered', 'lost', 'connections.opened', 'connections.server'];

describe('which figures are exact is for the scenario to say', () => {
  it.each(['websocket', 'sse'])('bytes and counts of %s', (transport) => {
    expect(listNames(`transport: ${transport}\n`)).toEqual(expect.arrayContaining([...bytes, ...calm]));
  });

  it.each([
    ['a poll', 'transport: short-poll\n'],
    ['TLS', 'transport: sse\nserver: { tls: true }\n'],
    ['compression', 'transport: websocket\nserver: { compression: true }\n'],
    ['echoes', 'transport: websocket\necho: { rate: 1/s, payload: 100B }\n'],
    ['a target', `transport: sse\n${target}`],
  ])('counts, but not framing and set-up, of %s', (_name, lines) => {
    const names = listNames(lines);
    expect(names).toEqual(expect.arrayContaining(calm));
    for (const name of bytes) expect(names).not.toContain(name);
  });

  it.each([
    ['a fault', 'transport: sse\nfaults: [{ at: 1s, kind: disconnect, share: 50% }]\n'],
    ['admission', 'transport: sse\nserver: { admission: { rate: 5/s } }\n'],
    ['handlers', 'transport: sse\nserver: { threads: 50 }\n'],
  ])('no loss or connection with %s', (_name, lines) => {
    const names = listNames(lines);
    for (const name of [...bytes, ...calm]) expect(names).not.toContain(name);
    expect(names).toEqual(expect.arrayContaining(['duplicate', 'outOfOrder']));
  });

  it('attempts of a storm that the seed decides, and of no other', () => {
    const cut = 'transport: sse\nfaults: [{ at: 1s, kind: disconnect, share: 50% }]\n';
    expect(listNames(`${cut}reconnect: { policy: fixed, delay: 1s }\n`)).toContain('storm.attempts');
    expect(listNames(`${cut}reconnect: { policy: fixed, delay: 4s }\n`)).not.toContain('storm.attempts');
  });

  it('readings of server and kernel only where some are sure to come', () => {
    const short = base.replace('5s', '1s');
    const [trial] = planSource(`${short}transport: sse\n`, 'a.yaml').trials;
    const [model] = makeRun().result.trials;
    if (trial === undefined || model === undefined) throw new Error('no trial');
    const names = listExactFigures(trial, model).map(({ name }) => name);
    expect(names).toContain('connections.clients');
    expect(names).not.toContain('connections.server');
  });
});
