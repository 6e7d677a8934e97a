// Bundles the browser script of the HTML report into one file that the renderer inlines, and beside it what draws the pictures of
// `squall policies plot` without a browser.
// Usage: node scripts/build-report-client.mjs [outfile]
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = process.argv[2] ?? join(root, 'dist/src/render/html/client.js');
const largestBytes = 600_000;

await build({
  entryPoints: [join(root, 'src/render/html/client/main.ts')],
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

await build({
  entryPoints: [join(root, 'src/render/html/client/density-svg.ts')],
  tsconfig: join(root, 'src/render/html/client/tsconfig.json'),
  outfile: join(dirname(outfile), 'density-svg.js'),
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: ['node20'],
  charset: 'utf8',
  legalComments: 'inline',
  define: { 'process.env.NODE_ENV': '"production"' },
});

const { size } = await stat(outfile);
if (size > largestBytes) {
  process.stderr.write(
    `the report's script has ${size} bytes; every report carries it, so ${largestBytes} is the limit\n`,
  );
  process.exit(1);
}
process.stdout.write(`${outfile}: ${Math.round(size / 1024)} KiB\n`);
