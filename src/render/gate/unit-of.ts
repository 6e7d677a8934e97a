import type { Unit } from '../../analysis/report/phrase.js';
import { unitOfKind } from '../../analysis/report/unit-of-kind.js';

const units: Readonly<Record<string, Unit>> = unitOfKind;

/** How a metric of this kind, `duration` or `bytes`, is written; results hold kinds as text. */
export function unitOf(kind: string): Unit {
  return units[kind] ?? 'number';
}
