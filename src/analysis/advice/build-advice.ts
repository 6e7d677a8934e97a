import type { LoadedRun } from '../../storage/loaded-run.js';
import { count, list, type Phrase, say, share } from '../report/phrase.js';
import { standingOf } from '../report/standing.js';
import { tellPlacement } from '../verdicts/validity-verdict.js';
import type { AdvicePage } from './advice-page.js';
import { leastMargin } from './judge-candidate.js';
import type { Limit } from './limit.js';
import type { RankedTransport } from './rank-transports.js';
import type { Requirements } from './requirements.js';
import type { StormAdvice } from './storm-advice.js';
import { answerStorm } from './storm-answer.js';
import { tellLimit } from './tell-limit.js';
import { answerTransport, noteUnmeasured, tellRequirements } from './transport-answer.js';

/** All that was found out for one advice. */
export interface Advice {
  readonly runs: readonly LoadedRun[];
  readonly limits: readonly Limit[];
  readonly storms: readonly StormAdvice[];
  /** undefined: it was not asked for. */
  readonly transports: TransportAdvice | undefined;
}

/** Which transport to take under these requirements. */
export interface TransportAdvice {
  readonly requirements: Requirements;
  /** The best first. */
  readonly ranked: readonly RankedTransport[];
}

/** Decides everything that an advice says. Pure: equal advice gives an equal page. */
export function buildAdvicePage(advice: Advice): AdvicePage {
  const { runs, limits, storms, transports } = advice;
  return {
    title: [...new Set(runs.map(({ result }) => result.run.name))].join(', '),
    runs: runs.map(({ result }) => ({ id: result.run.id, description: result.run.description })),
    asked: [
      ...limits.map((limit) => tellLimit(limit)),
      ...(transports === undefined ? [] : tellRequirements(transports.requirements)),
    ],
    answers: [
      ...storms.map((storm) => answerStorm(storm, limits)),
      ...(transports === undefined ? [] : [answerTransport(transports.ranked, transports.requirements)]),
    ],
    notes: collectNotes(advice),
  };
}

function collectNotes({ runs, storms, transports }: Advice): Phrase[] {
  const first = runs[0];
  return [
    ...(storms.length === 0 ? [] : noteRule(storms)),
    ...(transports === undefined ? [] : noteUnmeasured(runs, transports.requirements)),
    ...noteLeftOut(runs),
    ...(first === undefined ? [] : [tellPlacement(first)]),
  ];
}

function noteRule(storms: readonly StormAdvice[]): Phrase[] {
  const repeats = storms.flatMap(({ judged }) => judged.map(({ candidate }) => candidate.trials.length));
  const most = Math.max(0, ...repeats);
  return [
    say`A setting keeps a limit when the worst of its trials does and when what seed and policy foresee stays clear of it, by ${share(leastMargin)} or by what the repeats stray from it if that is more. Near a limit what is foreseen decides, which is the same in every run of a seed; figures without a prediction have to stay clear by what they range over in the repeats.${most < 2 ? ' One trial of each setting: repeat them (--repeat 3) before relying on figures that nothing foresees.' : ''}`,
  ];
}

function noteLeftOut(runs: readonly LoadedRun[]): Phrase[] {
  const leftOut = runs.flatMap(({ result }) =>
    result.trials.flatMap((trial) => {
      const standing = standingOf(trial);
      return standing === 'valid' ? [] : [say`${trial.id} (${standing})`];
    }),
  );
  if (leftOut.length === 0) return [];
  return [
    say`Left out, since only valid trials support advice: ${count(leftOut.length)} ${leftOut.length === 1 ? 'trial' : 'trials'}, ${list(leftOut)}.`,
  ];
}
