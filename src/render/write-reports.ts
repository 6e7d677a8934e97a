import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { buildReport } from '../analysis/report/build-report.js';
import { SquallError } from '../errors.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { makeFolder } from '../storage/make-folder.js';
import { renderCsv, renderTimelineCsv } from './csv.js';
import { readClientScript } from './html/client-script.js';
import { renderHtml } from './html/render-html.js';
import { renderMarkdown } from './markdown.js';

export const reportFormats = ['html', 'md', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Names of the files of each format, in the order in which they are written. */
export const reportFiles: Readonly<Record<ReportFormat, readonly string[]>> = {
  html: ['report.html'],
  md: ['report.md'],
  csv: ['trials.csv', 'timeline.csv'],
};

/**
 * Renders a run into a folder, which it makes if need be: `report.html`, `report.md`, and `trials.csv` with
 * `timeline.csv`. Files of an earlier rendering are replaced.
 * @param option what the folder is named with on the command line
 * @returns the paths written, in that order
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function writeReports(
  run: LoadedRun,
  directory: string,
  formats: readonly ReportFormat[] = reportFormats,
  option = '--out',
): Promise<string[]> {
  const files = await renderFiles(run, formats);
  try {
    await makeFolder(directory);
    for (const { name, text } of files) await writeFileAtomic(join(directory, name), text);
  } catch (error) {
    throw explainUnwritable(directory, error, option);
  }
  return files.map(({ name }) => join(directory, name));
}

/**
 * Makes the folder that reports will be written into: better told before a run of an hour than after it.
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function prepareReports(directory: string, option: string): Promise<void> {
  try {
    await makeFolder(directory);
    await access(directory, constants.W_OK);
  } catch (error) {
    throw explainUnwritable(directory, error, option);
  }
}

export function explainUnwritable(directory: string, error: unknown, option: string): SquallError {
  return new SquallError(
    'SQUALL_UNWRITABLE',
    `the report cannot be written to ${directory}: ${(error as Error).message}`,
    `name a folder you may write to with ${option}`,
  );
}

interface ReportFile {
  readonly name: string;
  readonly text: string;
}

async function renderFiles(run: LoadedRun, formats: readonly ReportFormat[]): Promise<ReportFile[]> {
  const model = buildReport(run);
  const files: ReportFile[] = [];
  if (formats.includes('html'))
    files.push({ name: 'report.html', text: renderHtml(model, await readClientScript()) });
  if (formats.includes('md')) files.push({ name: 'report.md', text: renderMarkdown(model) });
  if (formats.includes('csv'))
    files.push(
      { name: 'trials.csv', text: renderCsv(run) },
      { name: 'timeline.csv', text: renderTimelineCsv(run) },
    );
  return files;
}
