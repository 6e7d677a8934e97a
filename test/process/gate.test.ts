import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gateFileSchema } from '../../src/analysis/gate/gate-result.js';
import { packageRoot } from '../../src/system/package-root.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

const baselines = join(packageRoot, 'results', 'baseline');
const scenario = readFileSync(join(packageRoot, 'scenarios', 'exact.yaml'), 'utf8');

it('the reference servers and clients are to the byte what the committed baseline says', async () => {
  const folder = makeFolder();
  const { status, stdout } = await runSquall(['gate', 'exact', '--baselines', baselines, '--json'], folder);
  const gate = gateFileSchema.parse(JSON.parse(stdout));
  expect(gate.exact?.differences).toEqual([]);
  expect(gate.exact?.compared).toBeGreaterThan(40);
  expect(gate.exact?.verdict).toBe('pass');
  expect(status).toBe(0);
});

it('two bytes more per message, one lost message and one more connection turn it red, one line each', async () => {
  const folder = makeFolder();
  // The same scenario: a flaw is no part of what is asked of a server.
  const flaws = 'server: { flaws: [pad=2, lose-every=150, wrong-content-type=1] }';
  writeFileSync(join(folder, 'flawed.yaml'), `${scenario}${flaws}\n`);
  const args = ['gate', 'flawed.yaml', '--only', 'transport=websocket', '--baselines', baselines];
  const { status, stdout } = await runSquall(args, folder);
  const lines = stdout.split('\n').filter((line) => line.startsWith('  reconnect='));
  expect(lines.find((line) => line.includes('bytes.payload'))).toMatch(/40000 → 40\d+ \(\+\d+\), worse$/);
  expect(lines.find((line) => line.includes(' lost '))).toMatch(/ lost 0 → 1 \(\+1\), worse$/);
  expect(lines.find((line) => line.includes('connections.failed'))).toMatch(/ 0 → 1 \(\+1\), worse$/);
  expect(stdout).toContain('REGRESSION');
  expect(status).toBe(3);
});

it('never passes without a baseline that can be read', async () => {
  const folder = makeFolder();
  const { status, stdout, stderr } = await runSquall(['gate', 'exact', '--baselines', folder], folder);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/exact\.json: there is no baseline; .* \(SQUALL_BASELINE_MISSING\)\n$/);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
