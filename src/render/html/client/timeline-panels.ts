import type { TimelineSeries } from '../../../analysis/report/report-model.js';
import { formatNumber, formatShare, formatUs } from '../../format.js';

export type Values = readonly (number | null)[];

/** One of the stacked plots of a timeline. */
export interface Panel {
  readonly title: string;
  /** For a narrow screen, where the legend stands beside it. */
  readonly short: string;
  readonly scale: 'value' | 'log';
  readonly format: (value: number) => string;
  readonly lines: readonly { readonly name: string; readonly read: (series: TimelineSeries) => Values }[];
}

export const panels: readonly Panel[] = [
  {
    title: 'connections, from three sides',
    short: 'connections',
    scale: 'value',
    format: formatNumber,
    lines: [
      { name: 'clients', read: (series) => series.clientsConnected },
      { name: 'server', read: (series) => series.serverConnections },
      { name: 'kernel', read: (series) => series.kernelConnections },
    ],
  },
  {
    title: 'deliveries per second',
    short: 'deliveries per second',
    scale: 'value',
    format: formatNumber,
    lines: [{ name: 'deliveries/s', read: (series) => series.deliveredPerSecond }],
  },
  {
    title: 'connection attempts per 100 ms',
    short: 'attempts per 100 ms',
    scale: 'value',
    format: formatNumber,
    lines: [
      { name: 'attempts', read: (series) => series.attempts },
      { name: 'failed', read: (series) => series.failed },
    ],
  },
  {
    title: 'delivery latency, logarithmic',
    short: 'latency',
    scale: 'log',
    format: (value) => formatUs(value).replace(/\.0+ /, ' '),
    lines: [
      { name: 'p50', read: (series) => series.latencyP50Us },
      { name: 'p99', read: (series) => series.latencyP99Us },
    ],
  },
  {
    title: 'server CPU, share of one core',
    short: 'server CPU, share of one core',
    scale: 'value',
    format: formatShare,
    lines: [{ name: 'server CPU', read: (series) => series.serverCpuShare }],
  },
];
