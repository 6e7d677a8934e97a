import {
  deliveryPhases,
  findMetric,
  type LatencyFamily,
  latencyStatistics,
  type MetricDefinition,
  type MetricName,
  metricDefinitions,
  returnPercentiles,
  type SingleMetric,
} from '../metrics/metric-names.js';
import type { LatencySummary, TrialResult } from '../storage/result.js';

/** A metric and where a trial's result has its value. */
export interface Metric extends MetricDefinition {
  /** In microseconds, bytes, per second, or a plain number or share; null when nothing was measured. */
  read(trial: TrialResult): number | null;
}

type Reader = Metric['read'];

const families: Record<LatencyFamily, (trial: TrialResult) => LatencySummary | undefined> = {
  delivery: (trial) => trial.deliveryLatencyUs,
  connect: (trial) => trial.connectTimeUs,
  reconnectTime: (trial) => trial.reconnectTimeUs,
  sendLag: (trial) => trial.sendLagUs,
  response: (trial) => trial.responseTimeUs,
  echo: (trial) => trial.echo?.roundTripUs,
  noticed: (trial) => trial.halfOpen?.clients.afterUs,
  reaped: (trial) => trial.halfOpen?.server.afterUs,
  echoSendLag: (trial) => trial.echo?.sendLagUs,
  firstToken: (trial) => trial.tokens?.firstTokenUs,
  tokenGap: (trial) => trial.tokens?.gapUs,
  hearing: (trial) => trial.chat?.hearingUs,
};

const singles: Record<SingleMetric, Reader> = {
  expected: ({ ledger }) => ledger.expected,
  delivered: ({ ledger }) => ledger.delivered,
  lost: ({ ledger }) => ledger.lost,
  lostShare: ({ ledger }) => (ledger.expected === 0 ? null : ledger.lost / ledger.expected),
  lostByAbsent: ({ ledger }) => ledger.lostByAbsent,
  duplicate: ({ ledger }) => ledger.duplicate,
  outOfOrder: ({ ledger }) => ledger.outOfOrder,
  recovered: ({ ledger }) => ledger.recovered,
  clientsWithLoss: ({ ledger }) => ledger.clientsWithLoss,
  'publisher.due': ({ publisher }) => publisher.due,
  'publisher.acknowledged': ({ publisher }) => publisher.acknowledged,
  'publisher.refused': ({ publisher }) => publisher.refused,
  'publisher.unconfirmed': ({ publisher }) => publisher.unconfirmed,
  'echo.due': ({ echo }) => echo?.ledger.due ?? null,
  'echo.sent': ({ echo }) => echo?.ledger.sent ?? null,
  'echo.returned': ({ echo }) => echo?.ledger.returned ?? null,
  'echo.lost': ({ echo }) => echo?.ledger.lost ?? null,
  'echo.duplicate': ({ echo }) => echo?.ledger.duplicate ?? null,
  'echo.outOfOrder': ({ echo }) => echo?.ledger.outOfOrder ?? null,
  'acks.sent': ({ acks }) => acks?.sent ?? null,
  'acks.redelivered': ({ acks }) => acks?.redelivered ?? null,
  'tokens.completed': ({ tokens }) => tokens?.prompts.completed ?? null,
  'tokens.resumed': ({ tokens }) => tokens?.prompts.resumed ?? null,
  'tokens.lost': ({ tokens }) => tokens?.ledger.lost ?? null,
  'tokens.duplicate': ({ tokens }) => tokens?.ledger.duplicate ?? null,
  'chat.said': ({ chat }) => chat?.ledger.said ?? null,
  'chat.heard': ({ chat }) => chat?.ledger.heard ?? null,
  'chat.lost': ({ chat }) => chat?.ledger.lost ?? null,
  'chat.missed': ({ chat }) => chat?.ledger.missed ?? null,
  'chat.duplicate': ({ chat }) => chat?.ledger.duplicate ?? null,
  'bytes.received': ({ bytes }) => bytes.received,
  'bytes.sent': ({ bytes }) => bytes.sent,
  'bytes.overheadPerMessage': ({ bytes }) => bytes.overheadPerMessage,
  'bytes.setupPerConnection': ({ bytes }) => bytes.setupPerConnection,
  'bytes.heartbeats': ({ bytes }) => bytes.heartbeats,
  'bytes.emptyPolls': ({ bytes }) => bytes.emptyPolls,
  'bytes.compression': ({ bytes }) => bytes.compression,
  'wire.bytesPerDelivered': ({ wire }) => wire?.bytesPerDelivered ?? null,
  'wire.segmentsPerDelivered': ({ wire }) => wire?.segmentsPerDelivered ?? null,
  skippedPolls: ({ skippedPolls }) => skippedPolls,
  'connections.opened': ({ connections }) => connections.opened,
  'connections.failed': ({ connections }) => connections.failed,
  'server.cpuSeconds': ({ server }) => server.cpuSeconds,
  'server.cpuPerDelivered': ({ server }) => server.cpuUsPerDelivered,
  'server.cpuPerConnection': ({ server, connections }) =>
    divide(server.cpuSeconds === null ? null : server.cpuSeconds * 1e6, connections.opened),
  'server.rssPeak': ({ server }) => server.rssPeakBytes,
  'server.rssPerConnection': ({ server, connections }) =>
    divide(server.rssPeakBytes, connections.peak.clients),
  'server.loopDelay.p50': ({ server }) => server.loopDelayUs.p50,
  'server.loopDelay.p99': ({ server }) => server.loopDelayUs.p99,
  'server.loopDelay.max': ({ server }) => server.loopDelayUs.max,
  'server.overflowed': ({ server }) => server.overflow?.overflowed ?? null,
  'server.dropped': ({ server }) => server.overflow?.dropped ?? null,
  'server.coalesced': ({ server }) => server.overflow?.coalesced ?? null,
  'server.listenOverflows': ({ server }) => server.listenOverflows,
  'generator.cpuSeconds': ({ generator }) => generator.cpuSeconds,
  'generator.stallMax': ({ generator }) => generator.stallMaxUs,
  'halfOpen.silenced': ({ halfOpen }) => halfOpen?.silenced ?? null,
  'halfOpen.zombies.peak': ({ halfOpen }) => halfOpen?.zombies.peak ?? null,
  'halfOpen.zombies.atEnd': ({ halfOpen }) => halfOpen?.zombies.atEnd ?? null,
  'halfOpen.zombies.seconds': ({ halfOpen }) => halfOpen?.zombies.seconds ?? null,
  'fallback.count': ({ fallback }) => fallback?.count ?? null,
  'proxy.idleClosed': ({ proxy }) => proxy?.idleClosed ?? null,
  'proxy.unreachable': ({ proxy }) => proxy?.unreachable ?? null,
  'storm.disconnected': ({ storm }) => storm.disconnected,
  'storm.returned': ({ storm }) => storm.returned,
  'storm.gaveUp': ({ storm }) => storm.gaveUp,
  'storm.attempts': ({ storm }) => storm.attempts,
  'storm.failed': ({ storm }) => storm.failed,
  'storm.amplification': ({ storm }) => storm.amplification,
  'storm.peakAttemptsPerSecond': ({ storm }) => storm.peakAttemptsPerSecond,
  'storm.peakAttemptsPer10Ms': ({ storm }) => storm.peakAttemptsPer10Ms,
  'storm.peakToMean': ({ storm }) => storm.peakToMean,
};

function divide(amount: number | null, by: number | null): number | null {
  return amount === null || by === null || by === 0 ? null : amount / by;
}

const readers = new Map<string, Reader>([
  ...Object.entries(singles),
  ...Object.entries(families).flatMap(([family, pick]) =>
    latencyStatistics.map((statistic): [string, Reader] => [
      `${family}.${statistic}`,
      (trial) => pick(trial)?.[statistic] ?? null,
    ]),
  ),
  ...deliveryPhases.flatMap((phase) =>
    latencyStatistics.map((statistic): [string, Reader] => [
      `delivery.${phase}.${statistic}`,
      // A phase that the trial did not have delivered nothing.
      (trial) => trial.deliveryLatencyByPhaseUs[phase]?.[statistic] ?? null,
    ]),
  ),
  ...returnPercentiles.flatMap((percentile): [string, Reader][] => [
    [`storm.back.${percentile}`, ({ storm }) => storm.backUs.fromDisconnect[percentile]],
    [`storm.backFromReady.${percentile}`, ({ storm }) => storm.backUs.fromReady[percentile]],
  ]),
]);

function readerOf(name: MetricName): Reader {
  if (name.startsWith('failures.')) {
    const cause = name.slice('failures.'.length) as keyof TrialResult['failures'];
    return ({ failures }) => failures[cause];
  }
  const reader = readers.get(name);
  if (reader === undefined) throw new RangeError(`the metric ${name} has no reader`);
  return reader;
}

/** Every metric of a trial that thresholds and gates may name. */
export const metricCatalogue: readonly Metric[] = metricDefinitions.map((definition) => ({
  ...definition,
  read: readerOf(definition.name),
}));

const catalogueByName = new Map(metricCatalogue.map((metric) => [metric.name, metric]));

/** @returns undefined when there is no metric of that name. */
export function lookUpMetric(name: string): Metric | undefined {
  const definition = findMetric(name);
  return definition && catalogueByName.get(definition.name);
}
