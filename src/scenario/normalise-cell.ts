import { envelopeBytes } from '../wire/envelope.js';
import { normaliseFault } from './fault-schema.js';
import { isToxicFault } from './faults/toxic.js';
import { normaliseProxy } from './proxy-schema.js';
import type { ReconnectSettings, Scenario } from './scenario.js';
import type { Cell } from './schema.js';
import { normaliseTarget } from './target.js';

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
    },
    publish:
      publish === undefined
        ? nothingPublished
        : { ratePerSecond: publish.rate, payloadBytes: publish.payload, arrivals: publish.arrivals },
    echo: echo && { ratePerSecond: echo.rate, payloadBytes: echo.payload },
    warmUpUs: cell.warmUp,
    durationUs: cell.duration,
    drainUs: cell.drain,
    poll: { periodUs: poll.period, holdUs: poll.hold },
    reconnect: normaliseReconnect(cell.reconnect),
    server: {
      backlog: server.backlog,
      maxConnections: server.maxConnections,
      historyMessages: server.history,
      historyBytes: server.historyBytes,
      bufferBytes: server.buffer,
      overflow: server.overflow,
      tls: server.tls,
      compression: server.compression,
      heartbeatUs: server.heartbeat,
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

/** A fault that needs a proxy brings it along, with nothing else to it. */
function listProxy({ proxy, faults }: Cell): Pick<Scenario, 'proxy'> {
  if (proxy !== undefined) return { proxy: normaliseProxy(proxy) };
  return faults.some(isToxicFault)
    ? { proxy: { idleTimeoutUs: undefined, stripUpgrade: false, conditions: [] } }
    : {};
}

/** Parameters that a policy does not use take the defaults they have elsewhere. */
function normaliseReconnect(settings: Cell['reconnect']): ReconnectSettings {
  return {
    policy: settings.policy,
    delayUs: 'delay' in settings ? settings.delay : 1e6,
    baseUs: 'base' in settings ? settings.base : 1e6,
    capUs: 'cap' in settings ? settings.cap : 30e6,
    factor: 'factor' in settings ? settings.factor : 2,
    resetAfterUs: 'resetAfter' in settings ? settings.resetAfter : 0,
    connectTimeoutUs: settings.connectTimeout,
  };
}
