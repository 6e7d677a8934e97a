import { keyOfTrial } from '../../analysis/gate/baseline-trials.js';
import type { SquallError } from '../../errors.js';
import type { Baseline } from '../../storage/baseline.js';
import { drawColumns } from './draw-columns.js';

/** One baseline for a terminal: where it comes from, and its exact figures, one row each, one column per trial. */
export function renderBaseline(baseline: Baseline, file: string): string {
  const { name, savedAt, scenario, versions, fingerprint, runs, trials } = baseline;
  const head = [
    `baseline of ${name} (${file})`,
    `  saved     ${savedAt} from ${runs} ${runs === 1 ? 'run' : 'runs'} with Squall ${versions.squall}, Node.js ${versions.node}`,
    `  scenario  ${scenario.file}, seed ${scenario.seed}, hash ${scenario.hash.slice(0, 12)}`,
    `  machine   ${fingerprint.cpu}, ${fingerprint.cores} cores, ${fingerprint.kernel}`,
  ];
  const blocks = trials.map((trial) => {
    const rows = Object.entries(trial.exact).map(([figure, value]) => ['', figure, String(value)]);
    const unstable = trial.unstable.map((figure) => ['', figure, 'not the same in all runs: not gated']);
    return `${keyOfTrial(trial)}\n${drawColumns([...rows, ...unstable], [2])}`;
  });
  return [head.join('\n'), ...blocks].join('\n\n');
}

/** One of a folder's baselines, or why it cannot be read. */
export type ListedBaseline =
  | { readonly file: string; readonly baseline: Baseline }
  | { readonly file: string; readonly error: SquallError };

export function renderBaselineList(all: readonly ListedBaseline[], folder: string): string {
  if (all.length === 0) return `no baselines in ${folder}; make one with \`squall baseline save SCENARIO\`\n`;
  const rows = all.flatMap((listed) => ('error' in listed ? [] : [describeRow(listed.baseline)]));
  const failed = all.flatMap((listed) => ('error' in listed ? [`✖ ${listed.error.toLine()}`] : []));
  return [...(rows.length === 0 ? [] : [drawColumns(rows, [1])]), ...failed]
    .map((text) => `${text}\n`)
    .join('');
}

function describeRow({ name, savedAt, scenario, trials, versions }: Baseline): string[] {
  return [
    name,
    `${trials.length} ${trials.length === 1 ? 'trial' : 'trials'}`,
    savedAt.slice(0, 10),
    `Squall ${versions.squall}`,
    scenario.file,
  ];
}
