import { z } from 'zod';
import { transportNames } from '../wire/transport-names.js';
import { type ConditionSettings, conditionSchema, normaliseCondition } from './faults/toxic.js';
import { choice, duration } from './quantities.js';

/** The proxy between clients and server, as it is for the whole trial. */
export interface ProxySettings {
  /** It closes connections on which nothing came from either side for this long; undefined: never. */
  readonly idleTimeoutUs: number | undefined;
  /** It takes `Upgrade` out of requests, so that no WebSocket handshake gets through. */
  readonly stripUpgrade: boolean;
  readonly conditions: readonly ConditionSettings[];
}

export const proxySchema = z
  .strictObject({
    idleTimeout: duration(
      {
        title: 'Idle timeout',
        description: 'The proxy closes connections on which nothing came from either side for this long.',
        examples: ['60s'],
      },
      { min: 100e3 },
    ).optional(),
    stripUpgrade: z
      .boolean()
      .prefault(false)
      .meta({
        title: 'Strip Upgrade',
        description:
          'The proxy takes the headers Upgrade and Connection out of WebSocket handshakes, as old proxies do; see fallback.',
        examples: [true],
      }),
    conditions: z
      .array(conditionSchema)
      .max(20)
      .prefault([])
      .meta({
        title: 'Conditions',
        description:
          'What the proxy does to connections from the beginning to the end of the trial: the kinds of its faults, without `at` and `for`.',
        examples: [[{ kind: 'latency', latency: '100ms', jitter: '20ms' }]],
      }),
  })
  .optional()
  .meta({
    title: 'Proxy',
    description:
      'A TCP proxy of our own between clients and server. Faults that need one bring it along; publisher and control requests go past it.',
    examples: [{ idleTimeout: '60s' }],
  });

export const fallbackSchema = z
  .array(
    choice(
      { title: 'Transport', description: 'How clients try to receive messages.', examples: ['sse'] },
      transportNames,
    ),
  )
  .max(transportNames.length)
  .prefault([])
  .meta({
    title: 'Fallback',
    description:
      'Transports that clients try in this order, from `transport` on: a handshake that is not accepted sends a client to the next, where it stays.',
    examples: [['websocket', 'sse', 'long-poll']],
  });

type ProxyKeys = NonNullable<z.infer<typeof proxySchema>>;

export function normaliseProxy({ idleTimeout, stripUpgrade, conditions }: ProxyKeys): ProxySettings {
  return { idleTimeoutUs: idleTimeout, stripUpgrade, conditions: conditions.map(normaliseCondition) };
}
