import type { LoadedTrial } from '../../storage/loaded-run.js';
import { count, say } from '../report/phrase.js';
import type { TrialHead, Verdict } from '../report/report-model.js';

/** Says which of the scenario's thresholds hold; undefined when it states none. A trial that is invalid or was interrupted proves nothing either way. */
export function judgeThresholds(
  trials: readonly LoadedTrial[],
  heads: readonly TrialHead[],
): Verdict | undefined {
  const checked = trials.flatMap((trial, at) => {
    const head = heads[at];
    if (head === undefined || head.standing !== 'valid') return [];
    return trial.result.thresholds.map((threshold) => ({ ...threshold, trial: head.name }));
  });
  if (checked.length === 0) return undefined;
  const broken = checked.filter((threshold) => !threshold.holds);
  const headline =
    broken.length === 0
      ? say`All thresholds hold in every valid trial.`
      : say`${count(broken.length)} of ${count(checked.length)} checks of thresholds failed.`;
  const details = [...new Set(broken.map((threshold) => threshold.expression))].map((expression) => {
    const where = broken.filter((threshold) => threshold.expression === expression);
    return say`${expression} is broken in ${where.map((threshold) => threshold.trial).join('; ')}.`;
  });
  return { topic: 'Thresholds', headline, details };
}
