import type { Unit } from '../../analysis/report/phrase.js';

const units: Readonly<Record<string, Unit>> = {
  duration: 'us',
  bytes: 'bytes',
  rate: 'perSecond',
  number: 'number',
  share: 'share',
};

/** How a metric of this kind, `duration` or `bytes`, is written. */
export function unitOf(kind: string): Unit {
  return units[kind] ?? 'number';
}
