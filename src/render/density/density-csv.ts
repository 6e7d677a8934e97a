import { stringify } from 'csv-stringify/sync';
import { binUs, type DensityModel } from '../../analysis/storm/policy-density.js';

/** One row per policy and 10 ms in which there was an attempt. */
export function renderDensityCsv({ panels }: DensityModel): string {
  const rows = panels.flatMap(({ policy, bins }) =>
    bins.flatMap((attempts, at) => (attempts === 0 ? [] : [[policy, at * binUs, attempts]])),
  );
  return stringify([['policy', 'at_us', 'attempts'], ...rows]);
}
