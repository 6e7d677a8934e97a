import { z } from 'zod';
import { SquallError } from '../errors.js';
import { envelopeBytes } from '../wire/envelope.js';
import { flawDescriptions, flawKinds } from '../wire/flaws.js';
import { transportNames } from '../wire/transport-names.js';
import { faultsSchema } from './fault-schema.js';
import { parseFlaw } from './parse-flaw.js';
import { bytes, choice, duration, integer, rate } from './quantities.js';
import { reconnectSchema } from './reconnect-schema.js';
import { targetSchema } from './target-schema.js';
import { parseThreshold } from './threshold.js';

/** Load processes beyond this only get in each other's way. */
export const mostWorkers = 256;
/** Leaves room for `seed + repeat` within whole numbers that are exact. */
export const largestSeed = 2 ** 52;

const clientsSchema = z.strictObject({
  count: integer(
    { title: 'Count', description: 'How many clients are simulated.', examples: [1000] },
    { min: 1, max: 1e6 },
  ),
  rampUp: duration({
    title: 'Ramp-up',
    description: 'The clients connect evenly spread over this time.',
    examples: ['2s', '30s'],
  }).prefault('2s'),
  subscribeWithin: duration(
    {
      title: 'Subscribe within',
      description: 'How long after the ramp-up publishing waits for clients that are not yet subscribed.',
      examples: ['10s'],
    },
    { max: 3600e6 },
  ).prefault('10s'),
});

const publishSchema = z.strictObject({
  rate: rate(
    {
      title: 'Rate',
      description:
        'Messages published per second, as an open model: they are due at fixed instants, however slow the server is. Every client is due every message.',
      examples: ['20/s', '600/m'],
    },
    { min: 0.001, max: 1e6 },
  ),
  payload: bytes(
    {
      title: 'Payload',
      description: `Size of a message's payload, from ${envelopeBytes}B, which the envelope with sequence number and due time takes.`,
      examples: ['200B', '1KB'],
    },
    { min: envelopeBytes, max: 1024 ** 2 },
    ', which the envelope with sequence number and due time takes',
  ).prefault('200B'),
  arrivals: choice(
    {
      title: 'Arrivals',
      description:
        'regular: evenly spaced. poisson: independent of each other at the same mean rate, by the seed.',
      examples: ['regular', 'poisson'],
    },
    ['regular', 'poisson'],
  ).prefault('regular'),
});

const echoSchema = z.strictObject({
  rate: rate(
    {
      title: 'Rate',
      description:
        'Messages that each client sends per second, as an open model: due at fixed instants, with a phase by the seed.',
      examples: ['5/s', '0.5/s'],
    },
    { min: 0.001, max: 1e4 },
  ),
  payload: bytes(
    {
      title: 'Payload',
      description: `Size of a message's payload, from ${envelopeBytes}B, which the envelope takes.`,
      examples: ['200B'],
    },
    { min: envelopeBytes, max: 64 * 1024 },
    ', which the envelope with sequence number and due time takes',
  ).prefault('200B'),
});

const pollSchema = z
  .strictObject({
    period: duration(
      {
        title: 'Period',
        description: 'short-poll: time between the due instants of two polls of a client.',
        examples: ['1s', '250ms'],
      },
      { min: 1e3, max: 3600e6 },
    ).prefault('1s'),
    hold: duration(
      {
        title: 'Hold',
        description: 'long-poll: how long the server is asked to hold a poll that has nothing to bring.',
        examples: ['25s'],
      },
      { min: 1e3, max: 3600e6 },
    ).prefault('25s'),
  })
  .prefault({})
  .meta({
    title: 'Polling',
    description: 'How the polling transports poll.',
    examples: [{ period: '1s', hold: '25s' }],
  });

const flawSchema = z
  .string()
  .transform((text, context) => {
    try {
      parseFlaw(text);
      return text;
    } catch (error) {
      if (!(error instanceof SquallError)) throw error;
      const params = { code: error.code, remedy: error.remedy };
      context.addIssue({ code: 'custom', message: error.message, params, input: text });
      return z.NEVER;
    }
  })
  .meta({
    title: 'Flaw',
    description: `One of ${flawKinds.join(', ')}, with its value after \`=\`; \`squall list flaws\` explains them.`,
    examples: Object.values(flawDescriptions).map(({ example }) => example),
    pattern: `^(${flawKinds.join('|')})(=.+)?$`,
  });

const serverSchema = z
  .strictObject({
    backlog: integer(
      {
        title: 'Backlog',
        description:
          'Length of the accept queue the server asks for; the kernel caps it at net.core.somaxconn.',
        examples: [4096, 511],
      },
      { min: 1, max: 65535 },
    ).prefault(4096),
    maxConnections: integer(
      {
        title: 'Most connections',
        description: 'Further clients are turned away with 503.',
        examples: [100000],
      },
      { min: 1, max: 1e7 },
    ).prefault(100000),
    history: integer(
      {
        title: 'History',
        description: 'How many messages the server keeps for clients that resume.',
        examples: [10000],
      },
      { min: 0, max: 1e7 },
    ).prefault(10000),
    historyBytes: bytes(
      {
        title: 'History bytes',
        description:
          'How many payload bytes it keeps for them at most; the stricter of the two bounds counts.',
        examples: ['64MiB'],
      },
      { min: 1024, max: 16 * 1024 ** 3 },
    ).prefault('64MiB'),
    buffer: bytes(
      {
        title: 'Buffer',
        description: 'How much the server buffers for one client that reads too slowly.',
        examples: ['1MiB'],
      },
      { min: 1024, max: 1024 ** 3 },
    ).prefault('1MiB'),
    overflow: choice(
      {
        title: 'Overflow',
        description: 'What happens to a client whose buffer is full: disconnect it, or drop messages for it.',
        examples: ['disconnect', 'drop'],
      },
      ['disconnect', 'drop'],
    ).prefault('disconnect'),
    tls: z
      .boolean()
      .prefault(false)
      .meta({
        title: 'TLS',
        description:
          'TLS 1.3 on every connection, with a certificate that the server makes and the clients verify.',
        examples: [true],
      }),
    compression: z
      .boolean()
      .prefault(false)
      .meta({
        title: 'Compression',
        description: 'permessage-deflate on WebSocket, gzip of the answers to polls; SSE is not compressed.',
        examples: [true],
      }),
    heartbeat: duration(
      {
        title: 'Heartbeat',
        description: 'Interval of WebSocket pings and SSE comments.',
        examples: ['30s'],
      },
      { min: 100e3, max: 3600e6 },
    ).prefault('30s'),
    retry: duration(
      {
        title: 'Retry',
        description: 'What the server asks clients to wait: the SSE `retry:` field and Retry-After of a 503.',
        examples: ['3s'],
      },
      { max: 3600e6 },
    ).prefault('3s'),
    flaws: z
      .array(flawSchema)
      .prefault([])
      .meta({
        title: 'Flaws',
        description:
          'What is to be wrong with the server, to hold a load test against what is known to have happened.',
        examples: [['drop-every=7', 'stall=1s/10s']],
      }),
  })
  .prefault({})
  .meta({
    title: 'Server',
    description: 'Settings of the bundled reference server.',
    examples: [{ backlog: 511 }],
  });

/** YAML reads `- sse: lost == 0` without quotes as a map of one entry; that form is taken as it was meant. */
const thresholdSchema = z
  .union([z.string(), z.record(z.string(), z.string())])
  .transform((value, context) => {
    const text =
      typeof value === 'string'
        ? value
        : Object.entries(value)
            .map((pair) => pair.join(': '))
            .join(', ');
    try {
      return parseThreshold(text);
    } catch (error) {
      if (!(error instanceof SquallError)) throw error;
      const params = { code: error.code, remedy: error.remedy };
      context.addIssue({ code: 'custom', message: error.message, params, input: value });
      return z.NEVER;
    }
  })
  .meta({
    title: 'Threshold',
    description: '`[transport:] metric comparison value`; `squall list metrics` names the metrics.',
    examples: ['delivery.p99 < 50ms', 'lost == 0', 'websocket: bytes.overheadPerMessage <= 6B'],
  });

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
