import type { LoadedRun, LoadedTrial } from '../../storage/loaded-run.js';
import { hashRun } from '../hash-run.js';
import { nameLabels, transportTitles } from '../report/name-trials.js';

export interface LabelledTrial {
  readonly trial: LoadedTrial;
  readonly labels: Readonly<Record<string, string>>;
}

/** Every trial with the labels of its scenario's matrix and, as one more, the id of its run. */
export function labelByRun(runs: readonly LoadedRun[]): LabelledTrial[] {
  return runs.flatMap((run, at) => {
    const twice = runs.findIndex((other) => other.result.run.id === run.result.run.id) < at;
    const id = twice ? `${run.result.run.id} (${at + 1})` : run.result.run.id;
    return run.trials.map((trial) => ({ trial, labels: { run: id, ...trial.result.labels } }));
  });
}

/** Every trial with the labels of its scenario's matrix, so that runs of one scenario are its repetitions; other scenarios stay apart. */
export function labelByScenario(runs: readonly LoadedRun[]): LabelledTrial[] {
  const hashes = [...new Set(runs.map(hashRun))];
  const names = hashes.map((hash) => runs.find((run) => hashRun(run) === hash)?.result.run.name ?? '');
  return runs.flatMap((run) => {
    const hash = hashRun(run);
    const { name } = run.result.run;
    const scenario = names.filter((own) => own === name).length > 1 ? `${name} ${hash.slice(0, 6)}` : name;
    const mark = hashes.length > 1 ? { scenario } : {};
    return run.trials.map((trial) => ({ trial, labels: { ...mark, ...trial.result.labels } }));
  });
}

/** What a row is called: the values of these labels. */
export function nameRow(labels: LabelledTrial['labels'], keys: readonly string[]): string {
  const transport = keys.includes('transport') ? nameValue('transport', labels.transport ?? '') : '';
  const rest = nameLabels(
    labels,
    keys.filter((key) => key !== 'transport'),
  );
  return [transport, rest].filter((part) => part !== '').join(', ') || 'all';
}

export function nameValue(label: string, value: string): string {
  if (label !== 'transport') return value === '' ? '–' : value;
  return Object.entries(transportTitles).find(([name]) => name === value)?.[1] ?? value;
}
