import { z } from 'zod';
import { SquallError } from '../errors.js';
import { flawDescriptions, flawKinds } from '../wire/flaws.js';
import { parseFlaw } from './parse-flaw.js';
import { bytes, choice, duration, integer } from './quantities.js';

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

export const serverSchema = z
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
