// Bundles the browser scripts of the HTML report, of advice and of the gate, each into one file that the renderer inlines, and beside them what
// draws the pictures of `squall policies plot` without a browser.
// Usage: node scripts/build-report-client.mjs [outfile of the report's script]
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist/src/render/html');
const largestBytes = 600_000;
const inPage = { format: 'iife', target: ['es2022'] };
const inNode = { format: 'esm', platform: 'node', target: ['node20'] };

const outfile = process.argv[2] ?? join(folder, 'client.js');
await checkSize(await bundle('main.ts', outfile, inPage));
await bundle('density-svg.ts', join(dirname(outfile), 'density-svg.js'), inNode);
if (process.argv[2] === undefined) {
  await checkSize(await bundle('advice.ts', join(folder, 'advice-client.js'), inPage));
  await checkSize(await bundle('gate.ts', join(folder, 'gate-client.js'), inPage));
}

async function bundle(entry, to, where) {
  await build({
    ...where,
    entryPoints: [join(root, 'src/render/html/client', entry)],
    tsconfig: join(root, 'src/render/html/client/tsconfig.json'),
    outfile: to,
    bundle: true,
    minify: true,
    charset: 'utf8',
    legalComments: 'inline',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return to;
}

/** Every page carries its script whole. */
async function checkSize(file) {
  const { size } = await stat(file);
  process.stdout.write(`${file}: ${Math.round(size / 1024)} KiB\n`);
  if (size <= largestBytes) return;
  process.stderr.write(`that is more than the ${largestBytes} bytes that a page may carry\n`);
  process.exit(1);
}
