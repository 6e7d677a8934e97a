import { basename } from 'node:path';
import { SquallError } from '../../errors.js';
import type { Plan } from '../../scenario/scenario.js';
import { hashScenario } from '../../scenario/scenario-hash.js';
import type { Baseline } from '../../storage/baseline.js';
import { keyOfTrial } from './baseline-trials.js';

const remedy = 'give --replace if that is meant';

/**
 * Refuses to lose a baseline by saving another in its place: that of another scenario with the same name, or trials that the scenario plans
 * and the new one has not. A scenario that was changed in its own file is what saving again is for.
 * @param keys of the trials that are going to be saved
 * @throws SquallError SQUALL_BASELINE_SCENARIO or SQUALL_BASELINE_TRIALS
 */
export function refuseLoss(before: Baseline, plan: Plan, keys: readonly string[], file: string): void {
  const other = before.scenario.file;
  if (other !== basename(plan.file) && before.scenario.hash !== hashScenario(plan)) {
    const problem = `this is the baseline of ${other}, which has the same name, "${plan.name}", as ${plan.file}`;
    throw new SquallError('SQUALL_BASELINE_SCENARIO', problem, `give one another name, or ${remedy}`, {
      file,
    });
  }
  const planned = new Set(plan.trials.map(keyOfTrial));
  const lost = listKeys(before).filter((key) => planned.has(key) && !keys.includes(key));
  if (lost.length === 0) return;
  const problem = `the baseline has ${countTrials(lost)} that would not be in the new one: ${lost.join(', ')}`;
  throw new SquallError('SQUALL_BASELINE_TRIALS', problem, `save whole runs, or ${remedy}`, { file });
}

/** What a baseline took the place of, and what is not as it was there, in one line. */
export function tellReplaced(before: Baseline, after: Baseline): string {
  const [old, now] = [listKeys(before), listKeys(after)];
  const gone = old.filter((key) => !now.includes(key));
  const added = now.filter((key) => !old.includes(key));
  const figures = listChangedFigures(before, after);
  const kept = listMeasured(after);
  const values = listMeasured(before).filter((name) => !kept.includes(name));
  const changes = [
    change('scenario file', before.scenario.file, after.scenario.file),
    change('scenario, hash', before.scenario.hash.slice(0, 12), after.scenario.hash.slice(0, 12)),
    change('seed', before.scenario.seed, after.scenario.seed),
    change('runs', before.runs, after.runs),
    change('Squall', before.versions.squall, after.versions.squall),
    gone.length === 0 ? '' : `without ${countTrials(gone)}: ${gone.join(', ')}`,
    added.length === 0 ? '' : `with ${countTrials(added)} more: ${added.join(', ')}`,
    values.length === 0 ? '' : `no more values of ${values.join(', ')}`,
    figures.length === 0 ? 'exact figures as before' : `exact figures: ${cut(figures)}`,
  ];
  return `that of ${before.savedAt.slice(0, 19)}Z; ${changes.filter((text) => text !== '').join('; ')}`;
}

function change(what: string, before: string | number, after: string | number): string {
  return before === after ? '' : `${what} ${before} → ${after}`;
}

/** Of trials that both have; an absent figure is one that was not the same in all runs. */
function listChangedFigures(before: Baseline, after: Baseline): string[] {
  const old = new Map(before.trials.map((trial) => [keyOfTrial(trial), trial]));
  return after.trials.flatMap((trial) => {
    const key = keyOfTrial(trial);
    const figures = old.get(key)?.exact;
    if (figures === undefined) return [];
    const names = [...new Set([...Object.keys(figures), ...Object.keys(trial.exact)])].sort();
    return names
      .filter((name) => figures[name] !== trial.exact[name])
      .map((name) => `${key} ${name} ${figures[name] ?? 'none'} → ${trial.exact[name] ?? 'none'}`);
  });
}

const mostTold = 5;

function cut(texts: readonly string[]): string {
  const left = texts.length - mostTold;
  return left > 0 ? `${texts.slice(0, mostTold).join(', ')} and ${left} more` : texts.join(', ');
}

function listMeasured({ trials }: Baseline): string[] {
  return [...new Set(trials.flatMap(({ measured }) => Object.keys(measured)))].sort();
}

function listKeys({ trials }: Baseline): string[] {
  return trials.map(keyOfTrial);
}

function countTrials({ length }: readonly string[]): string {
  return `${length} ${length === 1 ? 'trial' : 'trials'}`;
}
