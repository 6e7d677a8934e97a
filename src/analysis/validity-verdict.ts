import type { LoadedRun } from '../storage/loaded-run.js';
import { count, type Phrase, say } from './phrase.js';
import type { Verdict } from './report-model.js';
import { smallestFactorOfFewRuns } from './trial-groups.js';

/** Says how much of the run may be believed, before anything else is said. */
export function judgeValidity(run: LoadedRun): Verdict {
  const { trials } = run;
  const invalid = trials.filter((trial) => trial.result.validity.status === 'invalid').length;
  return {
    topic: 'Can this be believed?',
    headline: tellValidity(trials.length, invalid),
    details: [...tellCompleteness(run), ...tellRepeats(run)],
  };
}

function tellValidity(total: number, invalid: number): Phrase {
  if (total === 0) return say`No trial was finished, so there is nothing to judge.`;
  if (invalid === 0)
    return total === 1
      ? say`The trial is valid: the load generator kept its schedule and every check held.`
      : say`All ${count(total)} trials are valid: the load generator kept its schedule and every check held.`;
  if (invalid === total)
    return say`Not one of the ${count(total)} trials is valid, so nothing is ranked or concluded below; causes and remedies stand under “Validity and warnings”.`;
  return say`${count(total - invalid)} of ${count(total)} trials are valid; ${invalid === 1 ? '1 is' : count(invalid)}${invalid === 1 ? '' : ' are'} invalid: shown, marked, and left out of every sentence here.`;
}

function tellCompleteness({ result, trials }: LoadedRun): Phrase[] {
  const told: Phrase[] = [];
  if (result.run.status === 'running')
    told.push(say`The run was killed before it could end; what it had measured until then is shown.`);
  else if (result.run.status !== 'complete')
    told.push(say`The run ended early: it is marked ${result.run.status}.`);
  if (trials.length < result.run.plannedTrials)
    told.push(say`${count(trials.length)} of ${count(result.run.plannedTrials)} planned trials are here.`);
  const cut = trials.filter((trial) => trial.result.status === 'interrupted');
  for (const trial of cut) told.push(say`${trial.result.id} was ended before its time.`);
  return told;
}

function tellRepeats({ trials }: LoadedRun): Phrase[] {
  if (trials.length < 2 || trials.some((trial) => trial.result.repeat > 1)) return [];
  return [
    say`Every cell of the matrix ran once, so the noise between runs is unknown: only factors of ${String(smallestFactorOfFewRuns)} and more are called differences.`,
  ];
}

/** Server and generator on one machine take CPU from each other; a reader has to know in every report. */
export function tellPlacement(run: LoadedRun): Phrase {
  const { coLocated, cores } = run.result.environment;
  return coLocated
    ? say`Server and load generator shared this machine's ${count(cores)} cores: they took CPU from each other, so latencies and CPU cost are comparable with one another and no statement about separate machines.`
    : say`Server and load generator ran on different machines.`;
}
