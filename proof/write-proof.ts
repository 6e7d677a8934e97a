import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../src/system/package-root.js';
import { type ProvenPart, renderProof } from './print-proof.js';

const file = join(packageRoot, 'docs', 'method.md');
const begin = '<!-- proof: written by `npm run proof -- --write` -->';
const end = '<!-- end of proof -->';

/** Puts the proof's tables into docs/method.md, between the marks. */
export async function writeProof(parts: readonly ProvenPart[]): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the marks between which the proof stands`);
  await writeFile(
    file,
    `${text.slice(0, from + begin.length)}\n\n${renderProof(parts)}\n\n${text.slice(to)}`,
  );
}
