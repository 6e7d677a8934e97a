import type { StoredEvidence } from '../../analysis/gate/gate-result.js';
import { isJudged } from '../../analysis/gate/is-judged.js';
import { drawDecisions, drawValues } from './decision-rows.js';

export function renderStored(stored: StoredEvidence): string {
  const { verdict, baseline, machineDifferences, runs, least, absent, decisions } = stored;
  const head = [
    `stored: ${verdict}`,
    `  against ${baseline.runs} ${baseline.runs === 1 ? 'run' : 'runs'} in ${baseline.file}, saved ${baseline.savedAt.slice(0, 10)}`,
    ...(machineDifferences.length === 0
      ? []
      : [
          `  for information only: that was another machine (${machineDifferences.join('; ')}), and times of two machines say nothing of the code`,
        ]),
    ...(runs >= least || decisions.length === 0
      ? []
      : [
          `  for information only: ${runs} ${runs === 1 ? 'run of each proves' : 'runs of each prove'} nothing about times; it takes ${least}, saved with --runs ${least} and gated with --runs ${least}`,
        ]),
    ...(absent.length === 0 ? [] : [`  ${tellAbsent(absent)}`]),
  ];
  return decisions.length === 0
    ? head.join('\n')
    : `${head.join('\n')}\n${isJudged(stored) ? drawDecisions(decisions) : drawValues(decisions)}`;
}

export function tellAbsent(absent: readonly string[]): string {
  const names = absent.join(',');
  return `not in the baseline: ${names}: save it again with \`squall baseline save --metric ${names}\``;
}
