import { z } from 'zod';
import { type PresetName, presetNames, presets } from '../reconnect/presets/presets.js';
import { customKeys } from './custom-policy-schema.js';
import { presetKeys } from './preset-schema.js';
import { duration } from './quantities.js';
import { type PolicyName, policyNames } from './scenario.js';
import { formatDuration } from './units.js';

function connectTimeoutOf(defaultUs: number) {
  return duration(
    {
      title: 'Connect timeout',
      description:
        'An attempt that has brought no subscribed notice after this long fails and counts as `timeout`.',
      examples: ['10s', '3s'],
    },
    { min: 10e3, max: 600e6 },
  ).prefault(formatDuration(defaultUs));
}

const defaultConnectTimeoutUs = 10e6;
const connectTimeout = connectTimeoutOf(defaultConnectTimeoutUs);

const delay = duration({
  title: 'Delay',
  description: 'Time between the loss of a connection, or a failed attempt, and the next attempt.',
  examples: ['1s', '3s'],
}).prefault('1s');

const base = duration(
  { title: 'Base', description: 'Back-off window of the first attempt.', examples: ['1s', '2s'] },
  { min: 1e3 },
).prefault('1s');

const cap = duration(
  {
    title: 'Cap',
    description: 'The back-off window, or wait, never grows beyond this.',
    examples: ['30s', '10s'],
  },
  { min: 1e3 },
).prefault('30s');

const factor = z
  .number()
  .min(1)
  .max(100)
  .meta({
    title: 'Factor',
    description: 'The back-off window grows by this factor with every attempt.',
    examples: [2, 1.5],
  })
  .prefault(2);

const resetAfter = duration({
  title: 'Reset after',
  description:
    'The attempt count returns to 0 when a connection is lost that had stayed subscribed for this long. 0s: any subscribed connection resets it.',
  examples: ['0s', '5s'],
}).prefault('0s');

/** What each policy does, for lists and editors. In the formulas n counts attempts from 0. */
export const policyDescriptions: Readonly<Record<PolicyName, string>> = {
  immediate: 'Tries again at once: delay 0.',
  fixed: 'Waits the same time before every attempt: delay.',
  exponential:
    'Waits w = min(cap, base · factor^n) before attempt n; without jitter, so clients stay in step.',
  'full-jitter': 'Waits U(0, w) with w = min(cap, base · factor^n).',
  'equal-jitter': 'Waits w/2 + U(0, w/2) with w = min(cap, base · factor^n).',
  'decorrelated-jitter':
    'Waits min(cap, U(base, 3 · previous wait)), the first time min(cap, U(base, 3 · base)).',
  server:
    'Waits as long as the server asked for (SSE `retry:`, HTTP `Retry-After`); delay until it has asked.',
  ...(Object.fromEntries(presetNames.map((name) => [name, presets[name].formula])) as Record<
    PresetName,
    string
  >),
  custom:
    'Waits w ± jitter · w, or w + U(0, jitter), with w = min(cap, base · factor^n); put together from the keys below.',
};

function policy<const Name extends PolicyName>(name: Name) {
  const description = `${name}: ${policyDescriptions[name]}`;
  return { policy: z.literal(name).meta({ title: 'Policy', description, examples: [name] }) };
}

/** The options are the library's own, so the type knows of none; `normaliseReconnect` reads them by name. */
function presetSchema(name: PresetName) {
  const keys = {
    ...policy(name),
    connectTimeout: connectTimeoutOf(presets[name].connectTimeoutUs ?? defaultConnectTimeoutUs),
  };
  return z.strictObject({ ...keys, ...presetKeys(name) } as typeof keys);
}

/** Each policy takes only what it uses, so that a parameter without effect is an error and not a surprise. */
export const reconnectChoices = z.discriminatedUnion('policy', [
  z.strictObject({ ...policy('immediate'), connectTimeout }),
  z.strictObject({ ...policy('fixed'), delay, connectTimeout }),
  z.strictObject({ ...policy('exponential'), base, cap, factor, resetAfter, connectTimeout }),
  z.strictObject({ ...policy('full-jitter'), base, cap, factor, resetAfter, connectTimeout }),
  z.strictObject({ ...policy('equal-jitter'), base, cap, factor, resetAfter, connectTimeout }),
  z.strictObject({ ...policy('decorrelated-jitter'), base, cap, resetAfter, connectTimeout }),
  z.strictObject({ ...policy('server'), delay, connectTimeout }),
  z.strictObject({ ...policy('custom'), base, cap, factor, ...customKeys, resetAfter, connectTimeout }),
  ...presetNames.map(presetSchema),
]);

/** That of all clients. */
export const reconnectSchema = reconnectChoices.prefault({ policy: 'full-jitter' }).meta({
  title: 'Reconnect policy',
  description: `When a client that lost its connection tries again. One of ${policyNames.join(', ')}, with its parameters.`,
  examples: [
    { policy: 'fixed', delay: '1s' },
    { policy: 'full-jitter', base: '2s', cap: '10s' },
  ],
});

export type ReconnectKeys = z.infer<typeof reconnectSchema>;
