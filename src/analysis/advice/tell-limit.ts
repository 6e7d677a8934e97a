import type { MetricKind } from '../../metrics/metric-names.js';
import { lookUpMetric } from '../metric-catalogue.js';
import {
  bytes,
  count,
  type Phrase,
  perSecond,
  plain,
  type Quantity,
  say,
  share,
  us,
} from '../report/phrase.js';
import type { Finding } from './judge-candidate.js';
import type { Limit } from './limit.js';

const units: Readonly<Record<MetricKind, (value: number | null) => Quantity>> = {
  duration: us,
  bytes,
  rate: perSecond,
  share,
  number: plain,
};

/** A value in the unit of the limit's metric. */
export function quantify({ threshold }: Limit, value: number | null): Quantity {
  if (threshold.metric === 'lost') return count(value);
  return units[lookUpMetric(threshold.metric)?.kind ?? 'number'](value);
}

/** The limit in words: `a peak of at most 2,000/s`. */
export function tellLimit(limit: Limit, value: number = limit.threshold.value): Phrase {
  const { metric, comparison } = limit.threshold;
  const bound = quantify(limit, value);
  const name = nameFigure(limit);
  const words: Record<typeof comparison, string> = {
    '<': 'below',
    '<=': 'at most',
    '==': 'exactly',
    '>=': 'at least',
    '>': 'above',
    '!=': 'other than',
  };
  const how = words[comparison];
  if (metric === 'storm.peakAttemptsPerSecond') return say`a peak of ${how} ${bound}`;
  if (metric === 'lost' && value === 0 && ['<=', '=='].includes(comparison)) return say`nothing lost`;
  if (metric === 'lost') return say`${how} ${bound} deliveries lost`;
  return say`${name} ${how} ${bound}`;
}

/** What a candidate came to under a limit: `peak 3,400/s, foreseen 3,380/s`. */
export function tellFigure({ limit, measured, foreseen, standing }: Finding): Phrase {
  const name = nameFigure(limit);
  if (standing === 'unmeasured') return say`${name} never reached, or not measured`;
  const seeded = foreseen === null ? [] : say`, foreseen ${quantify(limit, foreseen)}`;
  return say`${name} ${quantify(limit, measured)}${seeded}`;
}

const latePercentiles: Readonly<Record<string, string>> = {
  'delivery.max': 'slowest delivery',
  'delivery.p999': '99.9 % of deliveries within',
  'delivery.p99': '99 % of deliveries within',
  'delivery.p90': '90 % of deliveries within',
  'delivery.p50': 'half of the deliveries within',
};

function nameFigure({ threshold: { metric } }: Limit): string {
  if (metric === 'storm.peakAttemptsPerSecond') return 'peak';
  if (metric === 'lostShare') return 'lost';
  const [, percentile] = /^storm\.back\.p(\d+)$/.exec(metric) ?? [];
  return percentile === undefined ? (latePercentiles[metric] ?? metric) : `${percentile} % back after`;
}
