import type { LatencySummary, TrialResult } from '../../storage/result.js';
import { us } from '../report/phrase.js';
import type { ColumnSpec, TableSpec } from './table-spec.js';

export const latencyTable: TableSpec = {
  title: 'Latency percentiles',
  note: 'Delivery in the steady phase and over all phases after the warm-up; connecting and reconnecting until the first application byte.',
  columns: [
    ...latencyColumns('Steady', (trial) => trial.deliveryLatencyByPhaseUs.steady),
    ...latencyColumns('All phases', (trial) => trial.deliveryLatencyUs),
    { title: 'Connect p50', read: (trial) => us(trial.connectTimeUs.p50) },
    { title: 'Connect p99', read: (trial) => us(trial.connectTimeUs.p99) },
    { title: 'Reconnect p50', read: (trial) => us(trial.reconnectTimeUs.p50) },
    { title: 'Reconnect p99', read: (trial) => us(trial.reconnectTimeUs.p99) },
  ],
};

function latencyColumns(
  name: string,
  read: (trial: TrialResult) => LatencySummary | undefined,
): ColumnSpec[] {
  return [
    { title: `${name} p50`, read: (trial) => us(read(trial)?.p50 ?? null) },
    { title: `${name} p90`, read: (trial) => us(read(trial)?.p90 ?? null) },
    { title: `${name} p99`, read: (trial) => us(read(trial)?.p99 ?? null) },
    { title: `${name} p99.9`, read: (trial) => us(read(trial)?.p999 ?? null) },
    { title: `${name} max`, read: (trial) => us(read(trial)?.max ?? null) },
  ];
}
