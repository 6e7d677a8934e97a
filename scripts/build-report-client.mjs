// Bundles the browser scripts of the HTML report and of advice, each into one file that the renderer inlines.
// Usage: node scripts/build-report-client.mjs [outfile of the report's script]
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist/src/render/html');
const largestBytes = 600_000;

await bundle('main.ts', process.argv[2] ?? join(folder, 'client.js'));
if (process.argv[2] === undefined) await bundle('advice.ts', join(folder, 'advice-client.js'));

async function bundle(entry, outfile) {
  await build({
    entryPoints: [join(root, 'src/render/html/client', entry)],
    tsconfig: join(root, 'src/render/html/client/tsconfig.json'),
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022'],
    charset: 'utf8',
    legalComments: 'inline',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const { size } = await stat(outfile);
  if (size > largestBytes) {
    process.stderr.write(
      `the script ${outfile} has ${size} bytes; every page carries it, so ${largestBytes} is the limit\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`${outfile}: ${Math.round(size / 1024)} KiB\n`);
}
