import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../src/system/package-root.js';
import { proofParts } from './parts.js';
import { type ProvenPart, renderPart } from './print-proof.js';

const file = join(packageRoot, 'docs', 'method.md');
const begin = '<!-- proof: written by `npm run proof -- --write` -->';
const end = '<!-- end of proof -->';
const markOf = (name: string): string => `<!-- part ${name} -->`;

/** Puts the proof's tables into docs/method.md, between the marks; those of parts that did not run this time stay as they are. */
export async function writeProof(proven: readonly ProvenPart[]): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the marks between which the proof stands`);
  const before = text.slice(from + begin.length, to);
  const sections = proofParts.flatMap(({ name }) => {
    const present = proven.find(({ part }) => part.name === name);
    const section = present === undefined ? findSection(before, name) : renderPart(present);
    return section === undefined ? [] : [`${markOf(name)}\n\n${section}`];
  });
  const tables = sections.join('\n\n');
  await writeFile(file, `${text.slice(0, from + begin.length)}\n\n${tables}\n\n${text.slice(to)}`);
}

function findSection(text: string, name: string): string | undefined {
  const [, after] = text.split(markOf(name));
  return after?.split('<!-- part ')[0]?.trim();
}
