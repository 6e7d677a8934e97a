import type { MetricKind } from '../../metrics/metric-names.js';
import type { Unit } from './phrase.js';

/** In what unit the values of each kind of metric are shown. */
export const unitOfKind: Readonly<Record<MetricKind, Unit>> = {
  duration: 'us',
  bytes: 'bytes',
  rate: 'perSecond',
  number: 'number',
  share: 'share',
};
