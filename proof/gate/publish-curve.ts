import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/system/package-root.js';
import { readCurve } from './curve-files.js';
import { renderCurve } from './render-curve.js';
import { summariseCurve } from './summarise-curve.js';

export const curvePage = join(packageRoot, 'docs', 'gate.md');
export const curveMarks = {
  begin: '<!-- operating curve: written by `npm run operating-curve -- publish` -->',
  end: '<!-- end of operating curve -->',
} as const;

/** Writes the tables into docs/gate.md, between the marks. */
export async function publishCurve(): Promise<void> {
  const text = await readFile(curvePage, 'utf8');
  const tables = renderCurve(summariseCurve(await readCurve()));
  const { begin, end } = curveMarks;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${curvePage} lacks the marks between which the curve stands`);
  await writeFile(curvePage, `${text.slice(0, from + begin.length)}\n\n${tables}\n\n${text.slice(to)}`);
}
