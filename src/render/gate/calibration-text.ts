import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import type { CalibrationFile } from '../../storage/calibration-file.js';
import { formatShare, nothing } from '../format.js';
import { drawColumns } from './draw-columns.js';

/** This machine's noise, metric by metric, and how many pairs a gate takes here. */
export function renderCalibration({ name, calibration }: CalibrationFile): string {
  const { effect, power, pairs, metrics } = calibration;
  const rows = metrics.map(({ metric, labels, spread, pairsNeeded, usable }) => [
    usable ? '  gated' : '  refused',
    keyOfLabels(labels),
    metric.name,
    spread === null ? nothing : formatShare(spread),
    pairsNeeded === null ? nothing : String(pairsNeeded),
  ]);
  const head = ['  metric is', 'trial', 'metric', 'noise', 'pairs'];
  const verdict =
    pairs === null
      ? `no metric of ${name} can be gated on this machine`
      : `${pairs} pairs find a change of ${formatShare(effect)} in ${formatShare(power)} of gates`;
  const reasons = metrics
    .filter(({ usable }) => !usable)
    .map(({ metric, labels, reason }) => `  ${keyOfLabels(labels)} ${metric.name}: ${reason}`);
  return [`calibration of ${name}: ${verdict}`, drawColumns([head, ...rows], [3, 4]), ...reasons].join('\n');
}
