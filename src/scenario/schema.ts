import { z } from 'zod';
import { transportNames } from '../wire/transport-names.js';
import { acksSchema } from './ack-schema.js';
import { chatSchema } from './chat-schema.js';
import { faultsSchema } from './fault-schema.js';
import { clientsSchema, echoSchema, pollSchema, publishSchema } from './load-schema.js';
import { fallbackSchema, proxySchema } from './proxy-schema.js';
import { choice, duration, integer } from './quantities.js';
import { reconnectSchema } from './reconnect-schema.js';
import { serverSchema } from './server-schema.js';
import { targetSchema } from './target-schema.js';
import { thresholdSchema } from './threshold-schema.js';
import { tokensSchema } from './token-schema.js';

/** Load processes beyond this only get in each other's way. */
export const mostWorkers = 256;
/** Leaves room for `seed + repeat` within whole numbers that are exact. */
export const largestSeed = 2 ** 52;

const cellShape = {
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(64)
    .meta({
      title: 'Name',
      description: 'Short name in kebab-case; runs and reports are named after it.',
      examples: ['deploy-restart'],
    }),
  description: z
    .string()
    .max(2000)
    .prefault('')
    .meta({
      title: 'Description',
      description: 'What the scenario is for, shown at the head of its report.',
      examples: ['One server crash, reconnecting with and without jitter.'],
    }),
  seed: integer(
    {
      title: 'Seed',
      description: 'Of all random choices; the same seed gives the same load. Repeat r uses seed + r − 1.',
      examples: [1],
    },
    { min: 0, max: largestSeed },
  ).prefault(1),
  transport: choice(
    {
      title: 'Transport',
      description: 'How clients receive messages. Usually varied by the matrix.',
      examples: ['websocket', 'sse'],
    },
    transportNames,
  ).prefault('websocket'),
  clients: clientsSchema.meta({
    title: 'Clients',
    description: 'How many clients there are and how they connect.',
    examples: [{ count: 1000, rampUp: '2s' }],
  }),
  publish: publishSchema.optional().meta({
    title: 'Publishing',
    description: 'What is published to the clients. May be left out when they have messages echoed.',
    examples: [{ rate: '20/s', payload: '200B' }],
  }),
  echo: echoSchema.optional().meta({
    title: 'Echo',
    description:
      'What every client sends to the server and is given back itself: the round trip, on one clock. With or without publishing.',
    examples: [{ rate: '5/s', payload: '200B' }],
  }),
  acks: acksSchema.optional().meta({
    title: 'Acknowledgements',
    description:
      'Clients acknowledge what they are sent, and the server sends again what they have not: delivery at least once. Receivers drop what comes again.',
    examples: [{ mode: 'cumulative', every: '100ms', timeout: '5s' }],
  }),
  chat: chatSchema.optional().meta({
    title: 'Chat',
    description:
      'Clients are in rooms, and what each says goes to the others there; so does word of who comes and goes.',
    examples: [{ room: 10, rate: '0.5/s', payload: '120B' }],
  }),
  tokens: tokensSchema.optional().meta({
    title: 'Tokens',
    description:
      'Every client posts prompts and reads each answer token by token from the event stream of the response. SSE only, and nothing else is published.',
    examples: [{ prompts: '0.2/s', answer: 100, rate: '40/s' }],
  }),
  warmUp: duration({
    title: 'Warm-up',
    description: 'Publishing before the measured part, so that caches, compilers and buffers settle.',
    examples: ['2s'],
  }).prefault('2s'),
  duration: duration(
    { title: 'Duration', description: 'Length of the measured part.', examples: ['12s', '5m'] },
    { min: 100e3 },
  ),
  drain: duration(
    {
      title: 'Drain',
      description: 'After publishing has ended: how long messages still count as delivered.',
      examples: ['3s'],
    },
    { max: 3600e6 },
  ).prefault('3s'),
  poll: pollSchema,
  reconnect: reconnectSchema,
  server: serverSchema,
  target: targetSchema,
  proxy: proxySchema,
  fallback: fallbackSchema,
  workers: z
    .union([z.literal('auto'), z.int().min(1).max(mostWorkers)])
    .prefault('auto')
    .meta({
      title: 'Workers',
      description: 'Load processes; `auto` takes as many as suit the cores.',
      examples: ['auto', 2],
    }),
  faults: faultsSchema,
  thresholds: z
    .array(thresholdSchema)
    .max(1000)
    .prefault([])
    .meta({
      title: 'Thresholds',
      description: 'What must hold for every trial; the run fails otherwise.',
      examples: [['delivery.p99 < 50ms', 'lost == 0']],
    }),
};

/** One cell of the matrix: a scenario without any choice left in it, in the file's own keys. */
export const cellSchema = z.strictObject(cellShape);

/** What a scenario file as a whole adds to a cell. */
const runShape = {
  matrix: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .prefault({})
    .meta({
      title: 'Matrix',
      description:
        'Values to try, by the path of the key they stand for; every combination becomes a trial. The first key varies slowest.',
      examples: [{ transport: ['websocket', 'sse'], 'publish.rate': ['10/s', '100/s'] }],
    }),
  repeat: integer(
    {
      title: 'Repeat',
      description: 'How often the whole matrix is run, one pass after the other.',
      examples: [1, 5],
    },
    { min: 1, max: 1000 },
  ).prefault(1),
};

export const runSchema = z.strictObject(runShape);

/** A scenario file. Keys that the matrix varies may be absent outside it; otherwise this is exactly what is valid. */
export const scenarioSchema = z.strictObject({ ...cellShape, ...runShape }).meta({
  title: 'Squall scenario',
  description:
    'A load test of real-time transports: its clients, its messages, its faults and what must hold.',
  examples: [{ name: 'first', clients: { count: 100 }, publish: { rate: '10/s' }, duration: '10s' }],
});

export type Cell = z.infer<typeof cellSchema>;
export type RunKeys = z.infer<typeof runSchema>;
