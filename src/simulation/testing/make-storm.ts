import type { ReconnectSettings } from '../../scenario/scenario.js';
import type { StormSettings } from '../storm-settings.js';
import { StormSimulation } from '../storm-simulation.js';
import { listSynWaitsUs } from '../tcp-timers.js';

/** Clients that come back at once to one server that takes 1,000 connections a second and lets as many wait as want to. */
export function makeStorm(
  given: Partial<Omit<StormSettings, 'reconnect'>> & { readonly reconnect?: Partial<ReconnectSettings> } = {},
): StormSettings {
  const { reconnect, ...rest } = given;
  return {
    seed: 1,
    clients: 1_000,
    reconnect: {
      policy: 'fixed',
      delayUs: 1_000_000,
      baseUs: 1_000_000,
      capUs: 10_000_000,
      factor: 2,
      resetAfterUs: 0,
      connectTimeoutUs: 600_000_000,
      ...reconnect,
    },
    outageUs: 500_000,
    whileAway: 'refuse',
    lossSpanUs: 0,
    roundTripUs: 1_000,
    servers: { count: 1, acceptPerSecond: 1_000, handshakeUs: 0, backlog: 10_000_000 },
    admission: undefined,
    serverRetryUs: undefined,
    synWaitsUs: listSynWaitsUs(0),
    losses: undefined,
    untilUs: 3_600_000_000,
    ...rest,
  };
}

/** Simulates to the end. */
export function runStorm(given: Parameters<typeof makeStorm>[0]): StormSimulation {
  const simulation = new StormSimulation(makeStorm(given));
  while (simulation.advance(100_000));
  return simulation;
}
