import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gateFileSchema } from '../../src/analysis/gate/gate-result.js';
import { packageRoot } from '../../src/system/package-root.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

const baselines = join(packageRoot, 'results', 'baseline');

it('the reference servers and clients are to the byte what the committed baseline says', async () => {
  const folder = makeFolder();
  const { status, stdout } = await runSquall(['gate', 'exact', '--baselines', baselines, '--json'], folder);
  const gate = gateFileSchema.parse(JSON.parse(stdout));
  expect(gate.exact?.differences).toEqual([]);
  expect(gate.exact?.compared).toBeGreaterThan(40);
  expect(gate.exact?.verdict).toBe('pass');
  expect(status).toBe(0);
});

it('never passes without a baseline that can be read', async () => {
  const folder = makeFolder();
  const { status, stdout, stderr } = await runSquall(['gate', 'exact', '--baselines', folder], folder);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/exact\.json: there is no baseline; .* \(SQUALL_BASELINE_MISSING\)\n$/);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

it('says before it measures that an output cannot be written', async () => {
  const folder = makeFolder();
  const words = ['gate', 'exact', '--baselines', baselines, '--junit', '/proc/squall/gate.xml'];
  const { status, stdout, stderr } = await runSquall(words, folder);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^squall: .*gate\.xml cannot be written: .*--junit \(SQUALL_UNWRITABLE\)\n$/);
  expect(readdirSync(folder)).toEqual([]);
});
