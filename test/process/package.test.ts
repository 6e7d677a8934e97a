import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/system/package-root.js';
import { makeFolder, readResult } from '../support/run-squall.js';

function runIn(folder: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

it('runs from a packed installation elsewhere', () => {
  const folder = makeFolder();
  runIn(packageRoot, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const [tarball] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  runIn(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`);
  expect(runIn(folder, 'npx', 'squall', '--version')).toMatch(/^\d+\.\d+\.\d+/);
  expect(runIn(folder, 'npx', 'squall', 'list', 'scenarios')).toContain('quickstart');
  writeFileSync(
    join(folder, 'tiny.yaml'),
    'name: tiny\nclients: { count: 5, rampUp: 100ms }\npublish: { rate: 10/s }\nwarmUp: 200ms\nduration: 1s\ndrain: 20s\n',
  );
  const { status, stderr } = spawnSync('npx', ['squall', 'run', 'tiny.yaml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  // 4 on a machine that is too busy to measure on: the run itself went through.
  expect([0, 4], stderr).toContain(status);
  const [run] = readdirSync(join(folder, 'results'));
  const { result } = readResult(join(folder, 'results', run ?? ''));
  expect(result.trials[0]?.ledger).toMatchObject({ lost: 0 });
  expect(readdirSync(join(folder, 'reports', run ?? '')).sort()).toContain('report.html');
});
