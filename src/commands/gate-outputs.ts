import { access, appendFile, constants, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GateResult } from '../analysis/gate/gate-result.js';
import { SquallError } from '../errors.js';
import { loadDistributions } from '../gate/load-distributions.js';
import { renderAnnotations } from '../render/gate/gate-annotations.js';
import { renderGateJunit } from '../render/gate/gate-junit.js';
import { renderGateMarkdown } from '../render/gate/gate-markdown.js';
import { renderGatePage } from '../render/gate/gate-page.js';
import { readClientScript } from '../render/html/client-script.js';
import { makeFolder } from '../storage/make-folder.js';
import type { GateArguments } from './gate-options.js';
import type { GatedRuns } from './gate-paired.js';

/** Options that name a file for the verdict, and what is written there. */
const outputs = ['out', 'markdown', 'junit', 'html'] as const;
type Output = (typeof outputs)[number];

/**
 * Makes the folders that outputs go to and takes away files of an earlier gate: better told now than after ten minutes of pairs, and whoever
 * ends this gate, no verdict of another is left to be taken for its own.
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function prepareGateOutputs(args: Pick<GateArguments, Output>): Promise<void> {
  for (const output of outputs) {
    const file = args[output];
    if (file === undefined) continue;
    await explain(file, output, async () => {
      await makeFolder(dirname(file));
      await access(dirname(file), constants.W_OK);
      await rm(file, { force: true });
    });
  }
}

/**
 * Writes a verdict to all files that were asked for.
 * @param runs where the page finds the distributions of pairs
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function writeGateOutputs(
  verdict: GateResult,
  runs: GatedRuns | undefined,
  args: Pick<GateArguments, Output>,
): Promise<void> {
  const render: Readonly<Record<Output, () => string | Promise<string>>> = {
    out: () => `${JSON.stringify(verdict, null, 2)}\n`,
    markdown: () => renderGateMarkdown(verdict),
    junit: () => renderGateJunit(verdict),
    html: async () => {
      const distributions = runs === undefined ? [] : await loadDistributions(runs.folder, runs.runs);
      return renderGatePage(verdict, distributions, await readClientScript('gate'));
    },
  };
  for (const output of outputs) {
    const file = args[output];
    if (file === undefined) continue;
    const text = await render[output]();
    await explain(file, output, () => writeFile(file, text));
  }
}

/**
 * In a job of GitHub Actions: annotations, and the Markdown in the job's summary.
 * @param say takes what the runner reads from the job's log
 */
export async function tellGithub(
  verdict: GateResult,
  say: (text: string) => void,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const { GITHUB_ACTIONS: onGithub, GITHUB_STEP_SUMMARY: summary } = environment;
  if (onGithub !== 'true') return;
  say(renderAnnotations(verdict));
  if (summary === undefined || summary === '') return;
  await explain(summary, 'GITHUB_STEP_SUMMARY', () => appendFile(summary, `${renderGateMarkdown(verdict)}\n`));
}

async function explain(file: string, option: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new SquallError(
      'SQUALL_UNWRITABLE',
      `${file} cannot be written: ${(error as Error).message}`,
      option.startsWith('GITHUB') ? `check ${option}` : `name another file with --${option}`,
    );
  }
}
