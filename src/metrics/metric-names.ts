import { type FailureCause, failureCauses } from './end-causes.js';

/** What a metric is counted in: µs, bytes, events per second, a plain number, or a share from 0 to 1. */
export type MetricKind = 'duration' | 'bytes' | 'rate' | 'number' | 'share';

export interface MetricDefinition {
  readonly name: MetricName;
  readonly kind: MetricKind;
  readonly about: string;
  /** False for amounts that are neither good nor bad, or better when higher: a comparison marks no lowest among them. */
  readonly lowerIsBetter: boolean;
}

export const latencyStatistics = ['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const;
export type LatencyStatistic = (typeof latencyStatistics)[number];

export const latencyFamilies = {
  delivery: 'from the instant a message was due to its arrival at a client, from the end of the warm-up on',
  connect: 'from the instant a client was due to connect to its subscribed notice',
  reconnectTime: 'from a successful reconnection attempt to its subscribed notice',
  sendLag: 'from the instant a message was due to the instant it was sent',
  response: 'from the instant a poll was due to the end of its response',
  echo: 'from the instant a message of a client was due to its echo at that client, from the end of the warm-up on',
  noticed: 'from the beginning of a fault that left connections half open to a client giving one up',
  reaped: 'from that beginning to the server giving one up of its own accord',
  echoSendLag: 'from the instant a message of a client was due to the instant it was sent',
  firstToken: 'from the instant a prompt was due to the first token of its answer',
  tokenGap: 'between two tokens of an answer',
  hearing: 'from the instant a message said in a room was due to its arrival at another member',
} as const;
export type LatencyFamily = keyof typeof latencyFamilies;

/** Phases in which messages arrive, so that delivery latency can be told apart by them. */
export const deliveryPhases = ['warm-up', 'steady', 'outage', 'recovery', 'drain'] as const;
export type DeliveryPhase = (typeof deliveryPhases)[number];

export const returnPercentiles = ['p50', 'p90', 'p99', 'p100'] as const;
export type ReturnPercentile = (typeof returnPercentiles)[number];

const single = {
  expected: ['number', 'Accepted messages due to clients, and deliveries beyond those, summed over clients.'],
  delivered: ['number', 'Messages that reached a client, each counted once per client.'],
  lost: [
    'number',
    'Messages the server accepted that a client was due and had not got by the end of the drain.',
  ],
  lostShare: ['share', 'What part of the expected messages was lost: lost ÷ expected.'],
  lostByAbsent: ['number', 'Of the lost: due to clients that were not connected when the trial ended.'],
  duplicate: ['number', 'Messages that reached a client again.'],
  outOfOrder: ['number', 'Messages that reached a client after a later one.'],
  recovered: [
    'number',
    'Messages delivered after a reconnection through Last-Event-ID, a cursor or a resume.',
  ],
  clientsWithLoss: ['number', 'Clients that lost at least one message.'],
  'publisher.due': ['number', 'Messages that fell due.'],
  'publisher.acknowledged': ['number', 'Messages that the server acknowledged.'],
  'publisher.refused': ['number', 'Messages that the server never accepted.'],
  'publisher.unconfirmed': ['number', 'Messages sent whose connection broke before an answer.'],
  'echo.due': ['number', 'Messages of clients that fell due.'],
  'echo.sent': ['number', 'Of those, the ones that a connection took.'],
  'echo.returned': ['number', 'Messages that came back to the client that sent them.'],
  'echo.lost': ['number', 'Messages sent that had not come back by the end of the drain.'],
  'echo.duplicate': ['number', 'Messages that came back again.'],
  'echo.outOfOrder': ['number', 'Messages that came back after a later one of their client.'],
  'acks.sent': ['number', 'Acknowledgements that clients sent.'],
  'acks.redelivered': [
    'number',
    'Messages that came again because they were not acknowledged, and were dropped.',
  ],
  'tokens.completed': ['number', 'Answers that came to their end.'],
  'tokens.resumed': ['number', 'Answers asked for again after a cut.'],
  'tokens.lost': ['number', 'Tokens of answers that were passed over.'],
  'tokens.duplicate': ['number', 'Tokens that came again.'],
  'chat.said': ['number', 'Messages that clients said in rooms.'],
  'chat.heard': ['number', 'Messages that reached another member of the room, counted for each.'],
  'chat.lost': ['number', 'Messages that a member was there for and did not hear.'],
  'chat.missed': ['number', 'Messages that were said while a member was away.'],
  'chat.duplicate': ['number', 'Messages that reached a member again.'],
  'bytes.received': ['bytes', "Read from the clients' sockets."],
  'bytes.sent': ['bytes', "Written to the clients' sockets."],
  'bytes.overheadPerMessage': [
    'bytes',
    'Bytes both ways that are neither payload nor set-up, per delivered message.',
  ],
  'bytes.setupPerConnection': [
    'bytes',
    'Bytes both ways of establishing and ending connections, per connection.',
  ],
  'bytes.heartbeats': ['bytes', 'Pings, pongs and keep-alive comments.'],
  'bytes.emptyPolls': ['bytes', 'Requests and responses of polls that brought nothing.'],
  'bytes.compression': [
    'bytes',
    'What compression took from the payloads on the wire, as a negative number.',
  ],
  'wire.bytesPerDelivered': [
    'bytes',
    'IPv4 bytes both ways, headers and acknowledgements included, per delivered message; only with --wire.',
  ],
  'wire.segmentsPerDelivered': ['number', 'TCP segments both ways per delivered message; only with --wire.'],
  skippedPolls: ['number', 'Polls not made because an earlier one of that client was still unanswered.'],
  'connections.opened': ['number', 'Connection attempts that came to a subscribed notice.'],
  'connections.failed': ['number', 'Connection attempts that did not.'],
  'server.cpuSeconds': ['number', "Seconds of CPU time that the server's processes used."],
  'server.cpuPerDelivered': ['duration', "The server's CPU time per delivered message."],
  'server.cpuPerConnection': [
    'duration',
    "The server's CPU time per connection that came to a subscribed notice.",
  ],
  'server.rssPeak': ['bytes', "Largest resident memory of the server's processes."],
  'server.rssPerConnection': [
    'bytes',
    "Largest resident memory of the server's processes, per connection of the most that clients had at one time.",
  ],
  'server.loopDelay.p50': [
    'duration',
    "Median of the longest delays of the server's event loop, one for each 100 ms.",
  ],
  'server.loopDelay.p99': [
    'duration',
    "99th percentile of the longest delays of the server's event loop, one for each 100 ms.",
  ],
  'server.loopDelay.max': ['duration', "Longest delay of the server's event loop."],
  'server.overflowed': ['number', 'Times that the server found the buffer for a client full.'],
  'server.dropped': ['number', 'Messages that the server dropped for clients whose buffer was full.'],
  'server.coalesced': ['number', 'Messages that the server gave up for newer ones.'],
  'server.listenOverflows': [
    'number',
    'SYNs and ACKs, repeated ones too, that met a full accept queue, as the kernel counts them for all programs of its network namespace.',
  ],
  'generator.cpuSeconds': ['number', 'Seconds of CPU time that the load processes used.'],
  'generator.stallMax': ['duration', "Longest standstill of a load process's event loop in a steady phase."],
  'halfOpen.silenced': [
    'number',
    'Connections that heard nothing from a fault on though neither side was told.',
  ],
  'halfOpen.zombies.peak': ['number', 'Most connections that the server held beyond those of the clients.'],
  'halfOpen.zombies.atEnd': [
    'number',
    'Connections that the server still held beyond those of the clients at the end.',
  ],
  'halfOpen.zombies.seconds': ['number', 'Sum over time of such connections, connections times seconds.'],
  'fallback.count': ['number', 'Attempts that went on with the next transport of the list.'],
  'proxy.idleClosed': [
    'number',
    'Connections that the proxy closed because nothing had come for its idle timeout.',
  ],
  'proxy.unreachable': [
    'number',
    'Connections that the proxy ended because the server could not be reached.',
  ],
  'storm.disconnected': ['number', 'Connections lost that were meant to stay.'],
  'storm.returned': ['number', 'Lost connections whose client was subscribed again by the end.'],
  'storm.gaveUp': ['number', 'Lost connections whose client gave up for good.'],
  'storm.attempts': ['number', 'Reconnection attempts.'],
  'storm.failed': ['number', 'Reconnection attempts that failed.'],
  'storm.amplification': ['number', 'Reconnection attempts per lost connection; 1 is the least possible.'],
  'storm.peakAttemptsPerSecond': ['rate', 'Reconnection attempts in the fullest 100 ms, times ten.'],
  'storm.peakAttemptsPer10Ms': ['number', 'Reconnection attempts in the fullest 10 ms.'],
  'storm.peakToMean': [
    'number',
    'Peak of the attempt rate over its mean from the first to the last attempt.',
  ],
} as const satisfies Record<string, readonly [MetricKind, string]>;
export type SingleMetric = keyof typeof single;

export type MetricName =
  | SingleMetric
  | `${LatencyFamily}.${LatencyStatistic}`
  | `delivery.${DeliveryPhase}.${LatencyStatistic}`
  | `storm.back.${ReturnPercentile}`
  | `storm.backFromReady.${ReturnPercentile}`
  | `failures.${FailureCause}`;

const withoutGoodDirection: ReadonlySet<string> = new Set<MetricName>([
  'expected',
  'delivered',
  'recovered',
  'publisher.due',
  'publisher.acknowledged',
  'echo.due',
  'echo.sent',
  'echo.returned',
  'acks.sent',
  'tokens.completed',
  'tokens.resumed',
  'chat.said',
  'chat.heard',
  'connections.opened',
  'storm.disconnected',
  'storm.returned',
  'halfOpen.silenced',
]);

/** Every metric that a threshold or a gate may name, in the order in which lists show them. */
export const metricDefinitions: readonly MetricDefinition[] = listDefinitions().map((definition) => ({
  ...definition,
  lowerIsBetter: !withoutGoodDirection.has(definition.name),
}));

type Described = Omit<MetricDefinition, 'lowerIsBetter'>;

function listDefinitions(): Described[] {
  return [
    ...latencyDefinitions(),
    ...(Object.keys(single) as SingleMetric[]).map((name) => ({
      name,
      kind: single[name][0],
      about: single[name][1],
    })),
    ...returnPercentiles.flatMap((percentile): Described[] => [
      {
        name: `storm.back.${percentile}`,
        kind: 'duration',
        about: `Until ${percentile.slice(1)} % of the lost connections were back, from their loss.`,
      },
      {
        name: `storm.backFromReady.${percentile}`,
        kind: 'duration',
        about: `Until ${percentile.slice(1)} % of the connections that waited for the server were back, from its being ready again.`,
      },
    ]),
    ...failureCauses.map(
      (cause): Described => ({
        name: `failures.${cause}`,
        kind: 'number',
        about: `Connection attempts that failed with the cause \`${cause}\`.`,
      }),
    ),
  ];
}

const byName = new Map<string, MetricDefinition>(metricDefinitions.map((metric) => [metric.name, metric]));

/** @returns undefined when there is no metric of that name. */
export function findMetric(name: string): MetricDefinition | undefined {
  return byName.get(name);
}

function latencyDefinitions(): Described[] {
  const whole = (Object.keys(latencyFamilies) as LatencyFamily[]).flatMap((family) =>
    latencyStatistics.map(
      (statistic): Described => ({
        name: `${family}.${statistic}`,
        kind: 'duration',
        about: `${nameStatistic(statistic)} of the time ${latencyFamilies[family]}.`,
      }),
    ),
  );
  const byPhase = deliveryPhases.flatMap((phase) =>
    latencyStatistics.map(
      (statistic): Described => ({
        name: `delivery.${phase}.${statistic}`,
        kind: 'duration',
        about: `${nameStatistic(statistic)} of the delivery latency of messages that arrived in the phase ${phase}.`,
      }),
    ),
  );
  return [...whole, ...byPhase];
}

function nameStatistic(statistic: LatencyStatistic): string {
  const names: Record<LatencyStatistic, string> = {
    min: 'Minimum',
    mean: 'Mean',
    p50: 'Median',
    p90: '90th percentile',
    p99: '99th percentile',
    p999: '99.9th percentile',
    max: 'Maximum',
  };
  return names[statistic];
}
