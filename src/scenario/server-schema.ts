import { z } from 'zod';
import { SquallError } from '../errors.js';
import { flawDescriptions, flawKinds } from '../wire/flaws.js';
import { parseFlaw } from './parse-flaw.js';
import { bytes, choice, duration, integer, rate, share } from './quantities.js';

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

const perSecond = { min: 0.1, max: 1e6 };

const admissionSchema = z.strictObject({
  rate: rate(
    {
      title: 'Rate',
      description: 'New clients per second that are admitted in the long run.',
      examples: ['500/s'],
    },
    perSecond,
  ),
  burst: integer(
    { title: 'Burst', description: 'New clients admitted at once after a quiet time.', examples: [100] },
    { min: 1, max: 1e7 },
  ).prefault(1),
  retryAfter: duration(
    {
      title: 'Retry-After',
      description:
        'Mean of the wait that a client which is turned away is asked for. It is sent in whole seconds, rounded by chance.',
      examples: ['2s'],
    },
    { max: 3600e6 },
  ).prefault('2s'),
  jitter: share({
    title: 'Jitter',
    description: 'By which share of `retryAfter` that wait varies either way, by the seed.',
    examples: ['50%'],
  }).prefault('0%'),
});

export const serverSchema = z
  .strictObject({
    processes: integer(
      {
        title: 'Processes',
        description:
          'Server processes. With more than one, each has a port of its own and all mirror one hub that takes the messages; client i begins at process i mod n and goes to the next after a loss or a failed attempt.',
        examples: [1, 3],
      },
      { min: 1, max: 16 },
    ).prefault(1),
    backlog: integer(
      {
        title: 'Backlog',
        description:
          'Length of the accept queue the server asks for; the kernel caps it at net.core.somaxconn.',
        examples: [4096, 511],
      },
      { min: 1, max: 65535 },
    ).prefault(4096),
    acceptRate: rate(
      {
        title: 'Accept rate',
        description:
          'Connections that the server accepts per second at most; the others wait in the backlog. Without it: as fast as it can.',
        examples: ['200/s'],
      },
      perSecond,
    ).optional(),
    admission: admissionSchema.optional().meta({
      title: 'Admission',
      description:
        'Admission control: new clients beyond the rate are answered 503 with Retry-After. Without it all are admitted.',
      examples: [{ rate: '500/s', burst: 100, retryAfter: '2s', jitter: '50%' }],
    }),
    threads: integer(
      {
        title: 'Threads',
        description:
          'Handlers, as of a server with a thread per request: every request, held poll, stream and WebSocket connection takes one until it ends, the others wait. Without it there is no such limit.',
        examples: [100],
      },
      { min: 1, max: 1e6 },
    ).optional(),
    threadQueue: integer(
      {
        title: 'Thread queue',
        description:
          'With `threads`: how many requests may wait for a handler; further ones are answered 503.',
        examples: [1000],
      },
      { min: 0, max: 1e7 },
    ).prefault(1000),
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
        description:
          'What happens to a client whose buffer is full: disconnect it, drop messages for it, or coalesce them to the newest.',
        examples: ['disconnect', 'drop', 'coalesce'],
      },
      ['disconnect', 'drop', 'coalesce'],
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
    keepAlive: duration(
      {
        title: 'Keep-alive',
        description:
          'TCP keep-alive on the connections of clients: after this long without a byte the kernel asks, then every second, and gives the connection up after ten questions without an answer (what Node.js sets). While something sent is unacknowledged it does not ask. Whole seconds; without it the kernel never asks.',
        examples: ['10s'],
      },
      { min: 1e6, max: 32_767e6 },
    )
      .refine((us) => us % 1e6 === 0, {
        message: 'no whole seconds, which is what the kernel counts',
        params: { code: 'SQUALL_VALUE', remedy: 'round it to whole seconds' },
      })
      .optional(),
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
