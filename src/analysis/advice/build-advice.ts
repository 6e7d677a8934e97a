import type { LoadedRun } from '../../storage/loaded-run.js';
import { count, list, type Phrase, say, share } from '../phrase.js';
import { tellPlacement } from '../validity-verdict.js';
import type { AdvicePage } from './advice-page.js';
import { predictionMargin } from './judge-candidate.js';
import type { Limit } from './limit.js';
import type { StormAdvice } from './storm-advice.js';
import { answerStorm } from './storm-answer.js';
import { tellLimit } from './tell-limit.js';

/** All that was found out for one advice. */
export interface Advice {
  readonly runs: readonly LoadedRun[];
  readonly limits: readonly Limit[];
  readonly storms: readonly StormAdvice[];
}

/** Decides everything that an advice says. Pure: equal advice gives an equal page. */
export function buildAdvicePage(advice: Advice): AdvicePage {
  const { runs, limits, storms } = advice;
  return {
    title: [...new Set(runs.map(({ result }) => result.run.name))].join(', '),
    runs: runs.map(({ result }) => ({ id: result.run.id, description: result.run.description })),
    asked: limits.map((limit) => tellLimit(limit)),
    answers: storms.map((storm) => answerStorm(storm, limits)),
    notes: collectNotes(advice),
  };
}

function collectNotes({ runs, storms }: Advice): Phrase[] {
  const first = runs[0];
  return [
    ...(storms.length === 0 ? [] : noteRule(storms)),
    ...noteLeftOut(storms),
    ...(first === undefined ? [] : [tellPlacement(first)]),
  ];
}

function noteRule(storms: readonly StormAdvice[]): Phrase[] {
  const repeats = storms.flatMap(({ judged }) => judged.map(({ candidate }) => candidate.trials.length));
  const most = Math.max(0, ...repeats);
  return [
    say`A setting keeps a limit when the worst of its trials does and when what seed and policy foresee stays ${share(predictionMargin)} below it; near a limit the prediction decides, which is the same in every run of a seed.${most < 2 ? ' One trial of each setting: repeat them (--repeat 3) before relying on it.' : ''}`,
  ];
}

function noteLeftOut(storms: readonly StormAdvice[]): Phrase[] {
  const leftOut = storms.flatMap(({ judged }) => judged.flatMap(({ candidate }) => candidate.leftOut));
  if (leftOut.length === 0) return [];
  const ids = leftOut.map(({ trial, standing }) => say`${trial} (${standing})`);
  return [
    say`Left out, since only valid trials support advice: ${count(leftOut.length)} ${leftOut.length === 1 ? 'trial' : 'trials'}, ${list(ids)}.`,
  ];
}
