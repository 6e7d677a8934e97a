import { envelopeBytes } from '../wire/envelope.js';
import { normaliseAcks } from './ack-schema.js';
import { normaliseChat } from './chat-schema.js';
import type { CohortKeys, CohortSettings } from './cohort-schema.js';
import { normaliseFault } from './fault-schema.js';
import { isToxicFault } from './faults/toxic.js';
import { normaliseReconnect } from './normalise-reconnect.js';
import { normaliseProxy } from './proxy-schema.js';
import type { AdmissionSettings, Scenario } from './scenario.js';
import type { Cell } from './schema.js';
import { normaliseTarget } from './target.js';
import { normaliseTokens } from './token-schema.js';

/** Of a scenario whose clients only have messages of their own echoed. */
const nothingPublished: Scenario['publish'] = {
  ratePerSecond: 0,
  payloadBytes: envelopeBytes,
  arrivals: 'regular',
};

/** From the keys of the file to the names inside, which carry their units. */
export function normaliseCell(cell: Cell): Scenario {
  const { clients, publish, echo, poll, server } = cell;
  return {
    name: cell.name,
    description: cell.description,
    seed: cell.seed,
    transport: cell.transport,
    clients: {
      count: clients.count,
      rampUpUs: clients.rampUp,
      subscribeWithinUs: clients.subscribeWithin,
      ...(clients.staleAfter === undefined ? {} : { staleAfterUs: clients.staleAfter }),
      ...normaliseHeartbeat(clients),
      ...(clients.cohorts.length > 0 ? { cohorts: clients.cohorts.map(normaliseCohort) } : {}),
    },
    publish:
      publish === undefined
        ? nothingPublished
        : { ratePerSecond: publish.rate, payloadBytes: publish.payload, arrivals: publish.arrivals },
    echo: echo && { ratePerSecond: echo.rate, payloadBytes: echo.payload },
    ...(cell.acks === undefined ? {} : { acks: normaliseAcks(cell.acks) }),
    ...(cell.chat === undefined ? {} : { chat: normaliseChat(cell.chat) }),
    ...(cell.tokens === undefined ? {} : { tokens: normaliseTokens(cell.tokens) }),
    warmUpUs: cell.warmUp,
    durationUs: cell.duration,
    drainUs: cell.drain,
    poll: { periodUs: poll.period, holdUs: poll.hold, ...(poll.cursor ? {} : { cursor: false }) },
    reconnect: normaliseReconnect(cell.reconnect),
    server: {
      processes: server.processes,
      acceptRatePerSecond: server.acceptRate,
      admission: server.admission && normaliseAdmission(server.admission),
      threads: server.threads,
      threadQueue: server.threadQueue,
      backlog: server.backlog,
      maxConnections: server.maxConnections,
      historyMessages: server.history,
      historyBytes: server.historyBytes,
      bufferBytes: server.buffer,
      overflow: server.overflow,
      tls: server.tls,
      compression: server.compression,
      heartbeatUs: server.heartbeat,
      ...(server.keepAlive === undefined ? {} : { keepAliveUs: server.keepAlive }),
      retryUs: server.retry,
      flaws: server.flaws,
    },
    ...(cell.target === undefined ? {} : { target: normaliseTarget(cell.target) }),
    ...listProxy(cell),
    fallback: cell.fallback,
    workers: cell.workers === 'auto' ? undefined : cell.workers,
    faults: cell.faults.map(normaliseFault),
    thresholds: cell.thresholds,
  };
}

/** As Phoenix's clients do by default, a ping is given up when the next one would be due. */
function normaliseHeartbeat({
  heartbeat,
  heartbeatTimeout,
}: Cell['clients']): Pick<Scenario['clients'], 'heartbeat'> {
  if (heartbeat === undefined) return {};
  return { heartbeat: { everyUs: heartbeat, timeoutUs: heartbeatTimeout ?? heartbeat } };
}

/** A fault that needs a proxy brings it along, with nothing else to it. */
function listProxy({ proxy, faults }: Cell): Pick<Scenario, 'proxy'> {
  if (proxy !== undefined) return { proxy: normaliseProxy(proxy) };
  return faults.some(isToxicFault)
    ? { proxy: { idleTimeoutUs: undefined, stripUpgrade: false, conditions: [] } }
    : {};
}

function normaliseAdmission({
  rate,
  burst,
  retryAfter,
  jitter,
}: NonNullable<Cell['server']['admission']>): AdmissionSettings {
  return { ratePerSecond: rate, burst, retryAfterUs: retryAfter, jitter };
}

function normaliseCohort({ name, share, readRate, pause, reconnect }: CohortKeys): CohortSettings {
  return {
    name,
    share,
    readBytesPerSecond: readRate,
    pause: pause && { atUs: pause.at, forUs: pause.for },
    reconnect: reconnect && normaliseReconnect(reconnect),
  };
}
