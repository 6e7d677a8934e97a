// Builds dist/: the program with tsc, the report's browser script with esbuild, and the published JSON Schemas.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
run('scripts/build-report-client.mjs');
await writeSchemas();
chmodSync(join(root, 'dist', 'src', 'main.js'), 0o755);
writeFileSync(join(root, 'dist', '.built'), '');

/** Published for editors and for programs that read what is printed; unit tests fail when a committed file is not the one this writes. */
async function writeSchemas() {
  const load = (module) => import(pathToFileURL(join(root, 'dist', 'src', module)).href);
  const { renderScenarioSchema } = await load('scenario/json-schema.js');
  const { renderRequirementsSchema } = await load('analysis/advice/requirements-json-schema.js');
  const { renderGateSchema } = await load('analysis/gate/gate-json-schema.js');
  const { renderSimulationSchema } = await load('simulation/simulation-json-schema.js');
  for (const [name, text] of [
    ['scenario', renderScenarioSchema()],
    ['requirements', renderRequirementsSchema()],
    ['gate', renderGateSchema()],
    ['simulation', renderSimulationSchema()],
  ])
    writeFileSync(join(root, 'schemas', `${name}.schema.json`), text);
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
