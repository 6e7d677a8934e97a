import { appendFile } from 'node:fs/promises';
import type { GateResult } from '../analysis/gate/gate-result.js';
import { loadDistributions } from '../gate/load-distributions.js';
import { annotate, renderAnnotations } from '../render/gate/gate-annotations.js';
import { renderGateJunit } from '../render/gate/gate-junit.js';
import { renderGateMarkdown } from '../render/gate/gate-markdown.js';
import { renderGatePage } from '../render/gate/gate-page.js';
import { readClientScript } from '../render/html/client-script.js';
import type { GateArguments } from './gate-options.js';
import type { GatedRuns } from './gate-paired.js';
import { listGateInputs } from './list-gate-inputs.js';
import { refuseInputs } from './refuse-inputs.js';
import { prepareOut, writeOut } from './write-out.js';

/** Options that name a file for the verdict, and what is written there. */
export const gateOutputs = ['out', 'markdown', 'junit', 'html'] as const;
type Output = (typeof gateOutputs)[number];

/**
 * Makes sure that no file of a verdict is one that the gate reads, nor two of them the same.
 * @throws SquallError SQUALL_USAGE
 */
export async function checkGateOutputs(args: GateArguments): Promise<void> {
  const named = gateOutputs.flatMap((output) => {
    const file = args[output];
    return file === undefined ? [] : [{ option: `--${output}`, file }];
  });
  if (named.length > 0) await refuseInputs(named, await listGateInputs(args));
}

/**
 * Makes sure that all files can be written, and that none of an earlier gate is left: no verdict of another is to be taken for this one's.
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function prepareGateOutputs(args: Pick<GateArguments, Output>): Promise<void> {
  for (const output of gateOutputs) {
    const file = args[output];
    if (file !== undefined) await prepareOut(file, `--${output}`);
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
  for (const output of gateOutputs) {
    const file = args[output];
    if (file !== undefined) await writeOut(await render[output](), file, `--${output}`);
  }
}

/**
 * In a job of GitHub Actions: annotations, and the Markdown in the job's summary. A summary that cannot be written is told and has no say
 * in how the job ends.
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
  try {
    await appendFile(summary, `${renderGateMarkdown(verdict)}\n`);
  } catch (error) {
    say(annotate('warning', { title: 'Squall gate' }, `no summary of the job: ${(error as Error).message}`));
  }
}
