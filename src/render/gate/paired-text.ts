import type { PairedEvidence } from '../../analysis/gate/gate-result.js';
import { drawDecisions } from './decision-rows.js';

export function renderPaired(paired: PairedEvidence): string {
  const { verdict, baseline, candidate, pairs, delta, decisions, exact, refused, invalidity } = paired;
  const head = [
    `paired: ${verdict}`,
    `  baseline   ${baseline.name}`,
    `  candidate  ${candidate.name}`,
    `  ${pairs.valid} of ${pairs.planned} pairs valid, ${pairs.repeated} run again, ${pairs.invalid} left out as invalid${pairs.spared > 0 ? `, ${pairs.spared} not needed: the answer was clear` : ''}; worse means by more than ${(delta * 100).toFixed(0)} %`,
    ...(refused.length === 0
      ? []
      : [
          `  ${refused.length} of ${refused.length + decisions.length} metrics not gated: calibration found them too noisy on this machine`,
        ]),
    ...invalidity.map(
      ({ message, count }) => `  invalid ${count}×${count === 1 ? '' : ', such as'}: ${message}`,
    ),
    ...refused.map(({ trial, metric, reason }) => `  not gated: ${trial} ${metric}: ${reason}`),
  ];
  const changed = exact.filter(({ verdict: own }) => own !== 'pass');
  const counts = [
    `  ${exact.length} exact figures are compared between the sides, ${changed.length === 0 ? 'all are equal' : `${changed.length} ${changed.length === 1 ? 'differs' : 'differ'}`}`,
  ];
  return [
    ...head,
    ...counts,
    ...(changed.length === 0 ? [] : [drawDecisions(changed)]),
    ...(decisions.length === 0 ? [] : [drawDecisions(decisions)]),
  ].join('\n');
}
