import type { MetricNoise } from '../../storage/calibration.js';
import type { CalibrationGoal } from './calibrate-gate.js';
import type { GateOptions } from './gate-types.js';
import { tellShare } from './tell-verdict.js';
import { fewestPairs } from './test-series.js';

/** Why a metric is gated or refused, in words. */
export function tellUsable(
  facts: Omit<MetricNoise, 'metric' | 'labels' | 'reason'>,
  chosen: number,
  { effect, power }: CalibrationGoal,
  { mostPairs }: GateOptions,
): string {
  if (facts.pairs < fewestPairs)
    return `Refused: ${facts.pairs} valid pairs say too little about noise; ${fewestPairs} are the least.`;
  const noise = `noise ${tellShare(facts.spread ?? 0)}`;
  if (facts.pairsNeeded === null)
    return `Refused: ${noise}; a change of ${tellShare(effect)} would be found in ${tellShare(facts.power)} of gates with ${chosen === mostPairs ? '' : 'the chosen '}${chosen} pairs, and not in ${tellShare(power)} with ${mostPairs}.`;
  const found = `Gated: ${noise}; ${facts.pairsNeeded} pairs find a change of ${tellShare(effect)} in ${tellShare(power)} of gates.`;
  if (facts.passes >= power) return found;
  return `${found} Identical code passes in ${tellShare(facts.passes)} and is inconclusive otherwise; a minimum effect of ${tellShare(Math.ceil((facts.smallestDelta ?? 0) * 100) / 100)} would let it pass.`;
}
