import type { TrialResult } from '../../src/storage/result.js';
import type { ProofRow } from '../proof-row.js';

/** Count, p50, p90, p99 and maximum of a trial's delivery latency beside those of the predicted latencies. */
export function* compareLatencies(
  subject: string,
  { deliveryLatencyUs }: TrialResult,
  predicted: readonly number[],
): Iterable<ProofRow> {
  const sorted = predicted.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
  yield { ...compareTime(subject, 'deliveries', '', sorted.length, deliveryLatencyUs.count), tolerance: 0 };
  const figures = { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  for (const name of ['p50', 'p90', 'p99', 'max'] as const)
    yield compareTime(subject, `deliveryLatencyUs.${name}`, 'µs', figures[name], deliveryLatencyUs[name]);
}

/** 2 %, or 1 ms where that is more. */
export function compareTime(
  subject: string,
  quantity: string,
  unit: string,
  predicted: number,
  measured: number | null,
): ProofRow {
  return { subject, quantity, unit, predicted, measured, tolerance: Math.max(1_000, predicted * 0.02) };
}
