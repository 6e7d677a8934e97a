// Builds dist/: the program with tsc, the report's browser script with esbuild, and the published JSON Schema.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
run('scripts/build-report-client.mjs');
run('scripts/write-schema.mjs');
chmodSync(join(root, 'dist', 'src', 'main.js'), 0o755);
writeFileSync(join(root, 'dist', '.built'), '');

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
