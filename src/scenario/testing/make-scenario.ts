import type { Scenario, Trial } from '../scenario.js';

/** A small scenario without faults; every quantity can be replaced. */
export function makeScenario(more: Partial<Scenario> = {}): Scenario {
  return {
    name: 'small',
    description: 'A few clients and a few messages.',
    seed: 1,
    transport: 'websocket',
    clients: { count: 2, rampUpUs: 1_000_000, subscribeWithinUs: 5_000_000 },
    publish: { ratePerSecond: 100, payloadBytes: 64, arrivals: 'regular' },
    warmUpUs: 0,
    durationUs: 8_000_000,
    drainUs: 2_000_000,
    poll: { periodUs: 1_000_000, holdUs: 25_000_000 },
    reconnect: {
      policy: 'full-jitter',
      delayUs: 1_000_000,
      baseUs: 2_000_000,
      capUs: 10_000_000,
      factor: 2,
      resetAfterUs: 0,
      connectTimeoutUs: 5_000_000,
    },
    server: {
      processes: 1,
      acceptRatePerSecond: undefined,
      admission: undefined,
      threads: undefined,
      threadQueue: 1_000,
      backlog: 511,
      maxConnections: 20_000,
      historyMessages: 1_000,
      historyBytes: 64 * 1024 ** 2,
      bufferBytes: 1_000_000,
      overflow: 'disconnect',
      tls: false,
      compression: false,
      heartbeatUs: 15_000_000,
      retryUs: 3_000_000,
      flaws: [],
    },
    echo: undefined,
    fallback: [],
    workers: undefined,
    faults: [],
    thresholds: [],
    ...more,
  };
}

export function makeTrial(scenario: Scenario = makeScenario()): Trial {
  return {
    index: 0,
    id: '01-websocket-full-jitter',
    labels: { transport: scenario.transport, reconnect: scenario.reconnect.policy },
    repeat: 1,
    scenario,
  };
}
