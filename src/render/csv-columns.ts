import { standingOf } from '../analysis/report/standing.js';
import { worstPauses } from '../analysis/summaries/generator-health.js';
import type { TrialResult } from '../storage/result.js';
import { type CsvColumn, latencyColumns, snake } from './csv-column.js';
import { workloadColumns } from './csv-workload-columns.js';

const percentiles = ['p50', 'p90', 'p99', 'p100'] as const;
const sides = ['clients', 'server', 'kernel'] as const;

/** Every scalar figure of the trials, in the order of the stored result; labels and the wire's columns where any trial has them. */
export function csvColumns(trials: readonly TrialResult[]): CsvColumn[] {
  const labels = [...new Set(trials.flatMap((trial) => Object.keys(trial.labels)))];
  const onWire = trials.some((trial) => trial.wire !== undefined);
  return [
    ...identity(labels),
    ...accounts,
    ...latencies(),
    ...bytes,
    ...(onWire ? wire : []),
    ...connections,
    ...costs,
    ...storm,
    ...workloadColumns(trials),
  ];
}

function identity(labels: readonly string[]): CsvColumn[] {
  return [
    { name: 'trial', read: (trial) => trial.id },
    ...labels.map(
      (label): CsvColumn => ({
        name: label === 'transport' || label === 'reconnect' ? label : `label_${label}`,
        read: (trial) => trial.labels[label] ?? '',
      }),
    ),
    { name: 'repeat', read: (trial) => trial.repeat },
    { name: 'seed', read: (trial) => trial.seed },
    { name: 'started_at', read: (trial) => trial.startedAt },
    { name: 'status', read: (trial) => trial.status },
    { name: 'standing', read: (trial) => standingOf(trial) },
    { name: 'validity', read: (trial) => trial.validity.status },
    { name: 'invalid_reasons', read: (trial) => trial.validity.reasons.map(({ code }) => code).join(' ') },
    { name: 'warnings', read: (trial) => trial.warnings.map(({ code }) => code).join(' ') },
    { name: 'planned_clients', read: (trial) => trial.plan.clients },
    { name: 'planned_rate_per_second', read: (trial) => trial.plan.ratePerSecond },
    { name: 'planned_payload_bytes', read: (trial) => trial.plan.payloadBytes },
    { name: 'planned_duration_us', read: (trial) => trial.plan.durationUs },
    { name: 'poll_period_us', read: (trial) => trial.plan.pollPeriodUs },
    { name: 'policy', read: (trial) => trial.plan.reconnect },
    { name: 'barrier_reached', read: (trial) => trial.barrier.reached },
    { name: 'fault_at_us', read: (trial) => trial.faults[0]?.injectedAtUs ?? null },
    { name: 'ready_at_us', read: (trial) => trial.faults[0]?.readyAtUs ?? null },
  ];
}

const accounts: readonly CsvColumn[] = [
  ...(['due', 'sent', 'acknowledged', 'refused', 'unconfirmed', 'evidenced'] as const).map(
    (key): CsvColumn => ({ name: `publisher_${key}`, read: (trial) => trial.publisher[key] }),
  ),
  { name: 'publisher_achieved_share', read: (trial) => trial.publisher.achievedShare },
  ...(
    [
      'published',
      'accepted',
      'expected',
      'beyondDue',
      'delivered',
      'lost',
      'lostByAbsent',
      'duplicate',
      'outOfOrder',
      'recovered',
      'clientsWithLoss',
      'worstClientLost',
    ] as const
  ).map((key): CsvColumn => ({ name: snake(key), read: (trial) => trial.ledger[key] })),
];

const echoLedger: readonly CsvColumn[] = (
  ['due', 'unsent', 'sent', 'returned', 'lost', 'refused', 'duplicate', 'outOfOrder', 'foreign'] as const
).map((key) => ({ name: `echo_${snake(key)}`, read: (trial) => trial.echo?.ledger[key] ?? null }));

function latencies(): CsvColumn[] {
  return [
    ...latencyColumns('delivery_steady', (trial) => trial.deliveryLatencyByPhaseUs.steady),
    ...latencyColumns('delivery', (trial) => trial.deliveryLatencyUs),
    ...latencyColumns('connect', (trial) => trial.connectTimeUs),
    ...latencyColumns('reconnect', (trial) => trial.reconnectTimeUs),
    ...latencyColumns('send_lag', (trial) => trial.sendLagUs),
    ...latencyColumns('poll_response', (trial) => trial.responseTimeUs),
    { name: 'skipped_polls', read: (trial) => trial.skippedPolls },
    ...latencyColumns('echo_round_trip', (trial) => trial.echo?.roundTripUs),
    ...latencyColumns('echo_send_lag', (trial) => trial.echo?.sendLagUs),
    ...echoLedger,
    ...sides.map(
      (side): CsvColumn => ({
        name: `echo_uplinks_steady_${side}`,
        read: (trial) => trial.echo?.uplinks.steady[side] ?? null,
      }),
    ),
  ];
}

const bytes: readonly CsvColumn[] = (
  [
    'received',
    'sent',
    'setup',
    'payload',
    'framing',
    'requests',
    'heartbeats',
    'emptyPolls',
    'compression',
    'overheadPerMessage',
    'setupPerConnection',
    'unaccounted',
  ] as const
).map((key) => ({ name: `${snake(key)}_bytes`, read: (trial) => trial.bytes[key] }));

const wire: readonly CsvColumn[] = [
  { name: 'wire_mode', read: (trial) => trial.wire?.mode ?? null },
  { name: 'wire_complete', read: (trial) => trial.wire?.complete ?? null },
  { name: 'wire_per_delivered_bytes', read: (trial) => trial.wire?.bytesPerDelivered ?? null },
  { name: 'wire_segments_per_delivered', read: (trial) => trial.wire?.segmentsPerDelivered ?? null },
  ...(['sent', 'received'] as const).flatMap((direction): CsvColumn[] => [
    { name: `wire_${direction}_segments`, read: ({ wire: on }) => on?.[direction].segments ?? null },
    { name: `wire_${direction}_ip_bytes`, read: ({ wire: on }) => on?.[direction].ipBytes ?? null },
    {
      name: `wire_${direction}_retransmitted_segments`,
      read: ({ wire: on }) => on?.[direction].retransmittedSegments ?? null,
    },
    { name: `wire_${direction}_resets`, read: ({ wire: on }) => on?.[direction].resets ?? null },
    {
      name: `wire_${direction}_unexplained_bytes`,
      read: ({ wire: on }) => on?.[direction].unexplainedBytes ?? null,
    },
  ]),
];

const connections: readonly CsvColumn[] = [
  { name: 'connections_opened', read: (trial) => trial.connections.opened },
  { name: 'connections_failed', read: (trial) => trial.connections.failed },
  ...(['peak', 'steady'] as const).flatMap((when) =>
    sides.map(
      (side): CsvColumn => ({
        name: `connections_${when}_${side}`,
        read: (trial) => trial.connections[when][side],
      }),
    ),
  ),
];

const costs: readonly CsvColumn[] = [
  { name: 'server_cpu_seconds', read: (trial) => trial.server.cpuSeconds },
  { name: 'server_cpu_per_delivered_us', read: (trial) => trial.server.cpuUsPerDelivered },
  { name: 'server_rss_peak_bytes', read: (trial) => trial.server.rssPeakBytes },
  { name: 'server_loop_delay_p50_us', read: (trial) => trial.server.loopDelayUs.p50 },
  { name: 'server_loop_delay_p99_us', read: (trial) => trial.server.loopDelayUs.p99 },
  { name: 'server_loop_delay_max_us', read: (trial) => trial.server.loopDelayUs.max },
  { name: 'server_starts', read: (trial) => trial.server.starts },
  { name: 'listen_overflows', read: (trial) => trial.server.listenOverflows },
  { name: 'generator_workers', read: (trial) => trial.generator.workers },
  { name: 'generator_cpu_seconds', read: (trial) => trial.generator.cpuSeconds },
  { name: 'generator_utilisation_max_share', read: (trial) => trial.generator.utilisationMax },
  { name: 'generator_stall_max_us', read: (trial) => trial.generator.stallMaxUs },
  ...(['load', 'publisher'] as const).flatMap((role): CsvColumn[] => [
    { name: `${role}_gc_longest_us`, read: (trial) => worstPauses(trial.generator, role).longestUs },
    { name: `${role}_gc_total_us`, read: (trial) => worstPauses(trial.generator, role).totalUs },
  ]),
];

const storm: readonly CsvColumn[] = [
  { name: 'storm_disconnected', read: (trial) => trial.storm.disconnected },
  { name: 'storm_returned', read: (trial) => trial.storm.returned },
  { name: 'storm_awaited_server', read: (trial) => trial.storm.awaitedServer },
  { name: 'storm_gave_up', read: (trial) => trial.storm.gaveUp },
  { name: 'storm_attempts', read: (trial) => trial.storm.attempts },
  { name: 'storm_failed', read: (trial) => trial.storm.failed },
  { name: 'storm_peak_attempts_per_second', read: (trial) => trial.storm.peakAttemptsPerSecond },
  { name: 'storm_peak_attempts_per_10ms', read: (trial) => trial.storm.peakAttemptsPer10Ms },
  { name: 'storm_peak_to_mean', read: (trial) => trial.storm.peakToMean },
  { name: 'storm_attempts_per_disconnected', read: (trial) => trial.storm.amplification },
  { name: 'storm_first_wave_per_second', read: (trial) => trial.storm.firstWavePerSecond },
  { name: 'storm_attempt_lag_p99_us', read: (trial) => trial.storm.attemptLagUs?.p99 ?? null },
  { name: 'storm_server_cpu_share', read: (trial) => trial.storm.server?.cpuShare ?? null },
  { name: 'storm_server_loop_delay_max_us', read: (trial) => trial.storm.server?.loopDelayMaxUs ?? null },
  { name: 'storm_listen_queue_max', read: (trial) => trial.storm.server?.listenQueueMax ?? null },
  { name: 'storm_listen_overflows', read: (trial) => trial.storm.server?.listenOverflows ?? null },
  { name: 'storm_due', read: (trial) => trial.storm.fit?.due ?? null },
  { name: 'storm_expected', read: (trial) => trial.storm.fit?.expected ?? null },
  { name: 'storm_chi_squared', read: (trial) => trial.storm.fit?.chiSquared ?? null },
  { name: 'storm_chi_squared_degrees', read: (trial) => trial.storm.fit?.degrees ?? null },
  { name: 'storm_chi_squared_p', read: (trial) => trial.storm.fit?.p ?? null },
  { name: 'storm_fit', read: (trial) => trial.storm.fit?.verdict ?? null },
  { name: 'storm_peak_per_100ms', read: (trial) => trial.storm.fit?.peakPer100Ms ?? null },
  { name: 'storm_expected_peak_per_100ms', read: (trial) => trial.storm.fit?.expectedPeakPer100Ms ?? null },
  { name: 'storm_peak_deviation_per_100ms', read: (trial) => trial.storm.fit?.peakDeviationPer100Ms ?? null },
  { name: 'storm_peak_bound_per_100ms', read: (trial) => trial.storm.fit?.peakBoundPer100Ms ?? null },
  {
    name: 'storm_limited_by',
    read: (trial) => trial.storm.fit?.limitedBy.map(({ limit }) => limit).join(' ') ?? null,
  },
  ...percentiles.map(
    (percentile): CsvColumn => ({
      name: `back_${percentile}_us`,
      read: (trial) => trial.storm.backUs.fromDisconnect[percentile],
    }),
  ),
  ...percentiles.map(
    (percentile): CsvColumn => ({
      name: `back_from_ready_${percentile}_us`,
      read: (trial) => trial.storm.backUs.fromReady[percentile],
    }),
  ),
];
