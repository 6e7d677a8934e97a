import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/system/random.js';
import { makeFolder, runScenario, runSquall } from '../support/run-squall.js';

const clients = 200;
const seed = 5;
const [giveUp, jitter, baseMs] = [2, 0.9, 400];
const downtimeMs = 1_200;
/** A busy machine begins attempts as much later than they are due. */
const latestMs = 500;
/** Between the server's end and the clients' noticing it, at most. */
const noticedMs = 50;

const scenario = `name: gone
seed: ${seed}
clients: { count: ${clients}, rampUp: 300ms }
publish: { rate: 20/s }
warmUp: 300ms
duration: 3500ms
drain: 500ms
faults: [{ at: 300ms, kind: server-restart, mode: crash, downtime: ${downtimeMs}ms }]
matrix:
  reconnect:
    - { policy: signalr, retryDelays: [0s, 300ms] }
    - { policy: custom, base: ${baseMs}ms, jitter: ${jitter * 100}%, giveUp: { attempts: ${giveUp} } }
`;

/**
 * Clients whose second and last attempt comes before the server is back, by draws of the test's own. A busy machine has attempts
 * begin late, so that whose would come shortly before may find the server.
 */
function predictGivenUp(awayMs: number): { certain: number; possible: number } {
  let [certain, possible] = [0, 0];
  for (let client = 0; client < clients; client++) {
    const waits = [baseMs, 2 * baseMs].map((waitMs, attempt) => {
      const draw = randomStream(seed, 'reconnect', client, 1, attempt)();
      return waitMs * (1 - jitter + 2 * jitter * draw);
    });
    const lastMs = (waits[0] ?? 0) + (waits[1] ?? 0);
    if (lastMs < awayMs - latestMs) certain++;
    if (lastMs < awayMs + noticedMs) possible++;
  }
  return { certain, possible };
}

describe('clients whose policy gives up', () => {
  it('stay away, are counted and told of, and nobody waits for them', async () => {
    const { result, directory, folder } = await runScenario(scenario);
    const [all, some] = result.trials;
    expect(all?.storm).toMatchObject({
      disconnected: clients,
      returned: 0,
      gaveUp: clients,
      attempts: 2 * clients,
    });
    expect(all?.storm.backUs.fromDisconnect.p50).toBeNull();
    const [crash] = some?.faults ?? [];
    const awayMs = ((crash?.readyAtUs ?? 0) - (crash?.injectedAtUs ?? 0)) / 1000;
    const { certain, possible } = predictGivenUp(awayMs);
    expect(certain).toBeGreaterThan(20);
    expect(possible).toBeLessThan(clients - 20);
    expect(some?.storm.gaveUp).toBeGreaterThanOrEqual(certain);
    expect(some?.storm.gaveUp).toBeLessThanOrEqual(possible);
    expect(some?.storm.returned).toBe(clients - (some?.storm.gaveUp ?? 0));
    for (const { id, phases, ledger, warnings } of result.trials) {
      // Recovery ended although they never came back.
      expect(phases.map(({ name }) => name).join(' '), id).toMatch(/outage recovery steady drain$/);
      expect(ledger.expected, id).toBe(ledger.delivered + ledger.lost);
      expect(ledger.lostByAbsent, id).toBeGreaterThan(0);
      expect(
        warnings.map(({ code }) => code),
        id,
      ).toContain('CLIENTS_GAVE_UP');
      expect(
        warnings.map(({ code }) => code),
        id,
      ).not.toContain('CLIENTS_ABSENT');
    }
    const report = readFileSync(join(folder, 'reports', basename(directory), 'report.md'), 'utf8');
    expect(report).toContain('lost connections gave up for good');
  });
});

describe('squall policies', () => {
  it('plots to files, the same bytes every time', async () => {
    const folder = makeFolder();
    const plot = [
      'policies',
      'plot',
      'socket.io',
      'full-jitter base=2s',
      '--clients',
      '300',
      '--outage',
      '3s',
    ];
    for (const file of ['a.svg', 'b.svg', 'a.html', 'a.csv', 'a.json']) {
      const { status, stderr } = await runSquall([...plot, '--out', file], folder);
      expect(status, stderr).toBe(0);
    }
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    expect(read('a.svg')).toMatch(/^<svg [\s\S]*socket\.io[\s\S]*<\/svg>/);
    expect(read('a.svg')).toBe(read('b.svg'));
    expect(read('a.html')).toContain('<svg ');
    expect(read('a.html')).not.toContain('<script');
    const { panels } = JSON.parse(read('a.json')) as { panels: { attempts: number }[] };
    const rows = read('a.csv').trim().split('\n').slice(1);
    const attempts = rows.reduce((sum, row) => sum + Number(row.split(',').at(-1)), 0);
    expect(attempts).toBe(panels.reduce((sum, panel) => sum + panel.attempts, 0));
  });

  it.each([
    [['plot', 'nothing'], 'SQUALL_UNKNOWN_POLICY'],
    [['plot', '--outage', '5'], 'SQUALL_UNIT'],
    [['plot', '--clients', '0'], 'SQUALL_USAGE'],
    [['plot', '--out', 'x.pdf'], 'SQUALL_USAGE'],
    [['plot', '--out', '/nowhere/x.svg'], 'SQUALL_UNWRITABLE'],
    [['list', 'socket.io'], 'SQUALL_USAGE'],
  ])('%j is refused in one line', async (args, code) => {
    const { status, stderr } = await runSquall(['policies', ...args], makeFolder());
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(code);
  });
});
