import { defaultGatedNames } from '../analysis/gate/gated-metrics.js';
import { lookUpMetric } from '../analysis/metric-catalogue.js';
import { SquallError } from '../errors.js';
import { metricDefinitions } from '../metrics/metric-names.js';
import { suggestNearest } from '../scenario/suggest-nearest.js';

/**
 * @param text names of metrics, separated by commas; undefined: those that are gated unless told otherwise
 * @throws SquallError SQUALL_USAGE for a name that is none, or a metric that is neither good nor bad
 */
export function readGateMetrics(text: string | undefined): readonly string[] {
  if (text === undefined) return defaultGatedNames;
  return text.split(',').map((part) => requireGateable(part.trim(), '--metric'));
}

/** @throws SquallError SQUALL_USAGE */
export function requireGateable(name: string, option = '--metric'): string {
  const metric = lookUpMetric(name);
  if (metric === undefined) {
    const nearest = suggestNearest(
      name,
      metricDefinitions.map((known) => known.name),
    );
    const hint = nearest === undefined ? '' : `did you mean \`${nearest}\`? `;
    const remedy = `${hint}\`squall list metrics\` names them all`;
    throw new SquallError('SQUALL_USAGE', `there is no metric "${name}"`, remedy, { key: option });
  }
  if (metric.lowerIsBetter) return name;
  const problem = `${name} is neither good nor bad when it grows`;
  throw new SquallError('SQUALL_USAGE', problem, 'gate a metric of which less is better', {
    key: option,
  });
}
