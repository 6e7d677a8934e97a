import type { Scenario, Trial } from '../../scenario/scenario.js';
import { decideAttempts } from './decide-attempts.js';
import { type ExactName, explainSizes, hasMoreTraffic, isCalm, surelyReadUs } from './exact-figures.js';

/** Figures that are not exact in a trial, and why: what is not looked at is said, or a pass would promise too much. */
export interface UngatedFigures {
  readonly figures: readonly ExactName[];
  readonly reason: string;
}

/** By the scenario alone, as `listExactFigures`. */
export function listUngated(trial: Trial): UngatedFigures[] {
  const { scenario } = trial;
  return [...(isCalm(scenario) ? listOfCalm(scenario) : [unrest]), ...listOfStorm(trial)];
}

const unrest: UngatedFigures = {
  figures: ['expected', 'delivered', 'lost', 'bytes.payload', 'bytes.framing', 'bytes.setup'],
  reason: 'who is away when a message is due depends on milliseconds',
};

function listOfCalm(scenario: Scenario): UngatedFigures[] {
  const sizes = explainSizes(scenario);
  const surrounds: ExactName[] = ['bytes.framing', 'bytes.setup'];
  const figures: ExactName[] = hasMoreTraffic(scenario) ? ['bytes.payload', ...surrounds] : surrounds;
  const readings: UngatedFigures = {
    figures: ['connections.server', 'connections.kernel'],
    reason: `they are read in steady phases of ${surelyReadUs / 1_000_000} s and longer`,
  };
  return [
    ...(sizes === undefined ? [] : [{ figures, reason: sizes }]),
    ...(scenario.durationUs >= surelyReadUs ? [] : [readings]),
  ];
}

function listOfStorm(trial: Trial): UngatedFigures[] {
  if (trial.scenario.faults.length === 0 || decideAttempts(trial) !== undefined) return [];
  return [
    {
      figures: ['storm.disconnected', 'storm.attempts', 'storm.failed'],
      reason: 'some attempts are too near to the return of the server for the seed to decide them',
    },
  ];
}
