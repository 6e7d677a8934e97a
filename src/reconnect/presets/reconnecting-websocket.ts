import type { Random } from '../../system/random.js';
import type { ReconnectPolicy } from '../reconnect-policy.js';
import { truncateToMs } from '../uniform.js';
import { definePreset, type PresetOptions, unlimited, type ValuesOf } from './preset.js';

/** The count begins anew once a connection has held for `minUptime`. */
function describeOptions(leastUs: readonly [number, number]) {
  return {
    minReconnectionDelay: {
      kind: 'range',
      default: leastUs,
      about: 'Wait before the first attempt; of a range each client draws one value for good.',
    },
    maxReconnectionDelay: { kind: 'duration', default: 10e6, about: 'Cap.' },
    reconnectionDelayGrowFactor: {
      kind: 'factor',
      default: 1.3,
      about: 'Growth of the wait with every attempt.',
    },
    minUptime: {
      kind: 'duration',
      default: 5e6,
      about: 'How long a connection must have held for the attempt count to begin anew.',
    },
    maxRetries: { kind: 'attempts', default: unlimited, about: 'Attempts before it gives up.' },
  } as const satisfies PresetOptions;
}

type Values = ValuesOf<ReturnType<typeof describeOptions>>;

function createFamily(values: Values): ReconnectPolicy {
  const drawLeastUs = (random: Random): number => {
    const [fromUs, toUs] = values.minReconnectionDelay;
    return fromUs + random() * (toUs - fromUs);
  };
  const delayAfter = (leastUs: number, attempt: number): number | undefined => {
    if (attempt >= values.maxRetries) return undefined;
    const grownUs = leastUs * values.reconnectionDelayGrowFactor ** attempt;
    return truncateToMs(Math.min(grownUs, values.maxReconnectionDelay));
  };
  return {
    delayUs: (attempt, _previousUs, random) => delayAfter(drawLeastUs(random), attempt),
    forClient(random) {
      const leastUs = drawLeastUs(random);
      return { delayUs: (attempt) => delayAfter(leastUs, attempt) };
    },
  };
}

/**
 * The default of the least delay is drawn when the module is loaded: once in the life of a page, and all the jitter there is. Who drew
 * 5 s comes late every time, and from the tenth attempt on everybody waits the cap.
 */
export const reconnectingWebSocket = definePreset({
  formula:
    'Waits min(maxReconnectionDelay, m · 1.3^n), at most 10 s; m is drawn once per client, for good, from U(1 s, 5 s).',
  source: 'reconnecting-websocket 4.4.0, reconnecting-websocket.ts',
  connectTimeoutUs: 4e6,
  options: describeOptions([1e6, 5e6]),
  resetAfterUs: ({ minUptime }) => minUptime,
  create: createFamily,
});

/** Its fork: since the least delay became a constant, without any jitter. */
export const partysocket = definePreset({
  formula: 'Waits min(maxReconnectionDelay, 3 s · 1.3^n), at most 10 s; no jitter.',
  source: 'partysocket 1.3.0, dist/ws.js',
  connectTimeoutUs: 4e6,
  options: describeOptions([3e6, 3e6]),
  resetAfterUs: ({ minUptime }) => minUptime,
  create: createFamily,
});
