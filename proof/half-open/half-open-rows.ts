import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LatencyHistogram } from '../../src/metrics/latency-histogram.js';
import type { HistogramsFile, TrialResult } from '../../src/storage/result.js';
import type { ProofRow } from '../proof-row.js';

/** What a busy event loop may be late by. */
export const lateUs = 40_000;

export function exactFor(subject: string) {
  return (quantity: string, predicted: number, measured: number | undefined | null): ProofRow => {
    return { subject, quantity, unit: '', predicted, measured: measured ?? null, tolerance: 0 };
  };
}

/** @returns undefined when the trial has no histogram of that name */
export async function readHistogram(
  directory: string,
  trial: TrialResult,
  name: string,
): Promise<LatencyHistogram | undefined> {
  const text = await readFile(join(directory, trial.files.histograms), 'utf8');
  const encoded = (JSON.parse(text) as HistogramsFile).histograms[name];
  return encoded && LatencyHistogram.decode(encoded);
}

/**
 * How far measured times lie from even ones over a range.
 * @param steps clients are dealt to so many turns and not drawn: the distance is that of a staircase, and what timers are late by
 */
export function distanceRow(
  subject: string,
  name: string,
  times: LatencyHistogram | undefined,
  [fromUs, toUs]: readonly [number, number],
  steps: number,
): ProofRow {
  return {
    subject,
    quantity: `Kolmogorov–Smirnov distance of ${name} from U(${fromUs / 1e6} s, ${toUs / 1e6} s)`,
    unit: '',
    predicted: 0,
    measured: times === undefined ? null : measureDistance(times, fromUs, toUs),
    tolerance: 1 / steps + lateUs / (toUs - fromUs),
  };
}

/** On both sides of every step. */
function measureDistance(times: LatencyHistogram, fromUs: number, toUs: number): number {
  const { count } = times;
  let most = 0;
  for (let rank = 1; rank <= count; rank++) {
    const valueUs = times.valueAt(rank / count) ?? Number.NaN;
    const share = Math.min(1, Math.max(0, (valueUs - fromUs) / (toUs - fromUs)));
    most = Math.max(most, Math.abs(share - rank / count), Math.abs(share - (rank - 1) / count));
  }
  return most;
}
