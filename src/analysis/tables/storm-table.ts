import type { stormLimits, TrialResult } from '../../storage/result.js';
import { type CellValue, count, plain, type Quantity, share, us } from '../report/phrase.js';
import { nameStormPolicy } from '../storm/name-storm-policy.js';
import type { TableSpec } from './table-spec.js';

export const limitTitles: Readonly<Record<(typeof stormLimits)[number], string>> = {
  backlog: 'backlog',
  admission: 'admission',
  'accept-rate': 'accept rate',
  'server-cpu': 'server CPU',
  generator: 'load generator',
};

/** What the policy foresees whatever the seed, whether the storm was that, and what stood in its way. */
export const stormTable: TableSpec = {
  title: 'The storm against its policy',
  note: 'Attempts due per 100 ms against the curve that the policy’s definition foresees whatever the seed (χ² test, agrees if p ≥ 0.01: one storm in a hundred differs by chance). Fullest 100 ms: of the attempts due, its expected value with the standard deviation from storm to storm, and the bound of that value for m bins that expect μ or less. Attempt lag: how late the load generator began attempts that were due. Limits: what was measured to stand in the way of the returns. Server figures are those from the first attempt to the last return.',
  applies: (trial) => trial.storm.disconnected > 0,
  columns: [
    { title: 'Policy', read: nameStormPolicy },
    { title: 'Seed', read: (trial) => String(trial.seed) },
    { title: 'Attempts due', read: (trial) => count(trial.storm.fit?.due ?? null) },
    { title: 'Foreseen', read: (trial) => count(round(trial.storm.fit?.expected)) },
    { title: 'χ²', read: (trial) => plain(trial.storm.fit?.chiSquared ?? null) },
    { title: 'Degrees', read: (trial) => count(trial.storm.fit?.degrees ?? null) },
    { title: 'p', read: (trial) => tellChance(trial.storm.fit?.p ?? null) },
    { title: 'Policy’s curve', read: (trial) => trial.storm.fit?.verdict ?? null },
    { title: 'Fullest 100 ms', read: (trial) => count(trial.storm.fit?.peakPer100Ms ?? null) },
    { title: 'Expected fullest', read: (trial) => count(round(trial.storm.fit?.expectedPeakPer100Ms)) },
    { title: '± (1 σ)', read: (trial) => count(round(trial.storm.fit?.peakDeviationPer100Ms)) },
    { title: 'μ + √(2 μ ln m)', read: (trial) => count(round(trial.storm.fit?.peakBoundPer100Ms)) },
    { title: 'Limits', read: nameLimits },
    { title: 'Attempt lag p99', read: (trial) => us(trial.storm.attemptLagUs?.p99 ?? null) },
    { title: 'Handshake p50', read: (trial) => us(trial.reconnectTimeUs.p50) },
    { title: 'Handshake p99', read: (trial) => us(trial.reconnectTimeUs.p99) },
    { title: 'Listen overflows', read: (trial) => count(trial.storm.server?.listenOverflows ?? null) },
    { title: 'Longest accept queue', read: (trial) => count(trial.storm.server?.listenQueueMax ?? null) },
    { title: 'Server CPU', read: (trial) => share(trial.storm.server?.cpuShare ?? null) },
    { title: 'Server loop delay max', read: (trial) => us(trial.storm.server?.loopDelayMaxUs ?? null) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Duplicates', read: (trial) => count(trial.ledger.duplicate) },
  ],
};

/** Beyond a thousandth the figure means nothing but "no". */
export function tellChance(p: number | null): Quantity | string {
  return p !== null && p < 0.001 ? '< 0.001' : plain(p);
}

function round(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}

function nameLimits({ storm }: TrialResult): CellValue {
  if (storm.fit === null) return null;
  return storm.fit.limitedBy.map(({ limit }) => limitTitles[limit]).join(', ') || 'none';
}
