import { z } from 'zod';
import { choice, duration, integer } from './quantities.js';
import { carriesSecret, checkTemplate, hasVariable, writeVariable } from './variables.js';

/** Where a value of a text is put or found: `header etag`, `query last_event_id`, `text ^id: (\S+)`. */
const cursorRule = z.strictObject({
  from: z
    .string()
    .transform((from, context) => {
      if (isRule(from)) return from;
      const remedy = 'write `header NAME`, or `text PATTERN` with one group: what it finds is the cursor';
      return refuse(context, 'this finds no cursor', remedy);
    })
    .meta({
      title: 'From',
      description:
        '`header NAME` of an answer, or `text PATTERN`: what the first group of a regular expression finds in a frame or a body.',
      examples: ['header etag', 'text ^id: (\\S+)'],
    }),
  to: z
    .string()
    .regex(/^(header|query) [A-Za-z0-9_.-]+$/)
    .meta({
      title: 'To',
      description: 'Where the next request has it: `query NAME` or `header NAME`.',
      examples: ['query last_event_id', 'header if-none-match'],
    }),
});

const cursor = z
  .array(cursorRule)
  .max(8)
  .prefault([])
  .meta({
    title: 'Cursor',
    description:
      'How a client says up to where it has seen the stream. SSE needs none: it has Last-Event-ID.',
    examples: [[{ from: 'header etag', to: 'header if-none-match' }]],
  });

const headers = z
  .record(z.string(), z.unknown())
  .prefault({})
  .transform((given, context) => readHeaders(given, context))
  .meta({
    title: 'Headers',
    description: `\`${writeVariable('NAME')}\` stands for an environment variable. What authorises must be one: literal values of such headers are refused.`,
    examples: [{ authorization: `Bearer ${writeVariable('CHAT_TOKEN')}` }],
  });

function address(protocols: readonly string[], title: string, description: string, example: string) {
  return z
    .string()
    .transform((url, context) => {
      const flaw = findAddressFlaw(url, protocols);
      return flaw === undefined ? url : refuse(context, ...flaw);
    })
    .meta({ title, description, examples: [example] });
}

const webSocketSchema = z.strictObject({
  url: address(['ws', 'wss'], 'URL', 'Where clients connect.', 'ws://127.0.0.1:8080/ws/room'),
  subprotocol: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)
    .optional()
    .meta({
      title: 'Subprotocol',
      description: 'What clients ask for in Sec-WebSocket-Protocol.',
      examples: ['ws+meta.nchan'],
    }),
  send: z
    .string()
    .optional()
    .meta({
      title: 'Send',
      description:
        'First message of a client, as text; `{{cursor}}` stands for the first cursor, nothing on a first connection.',
      examples: ['{"subscribe":"room"}'],
    }),
  cursor,
  headers,
});

const httpAddress = (description: string, example: string) =>
  address(['http', 'https'], 'URL', description, example);

const sseSchema = z.strictObject({
  url: httpAddress('Where clients get the event stream.', 'http://127.0.0.1:8080/events/room'),
  headers,
});

const pollSchema = z.strictObject({
  url: httpAddress('What clients poll.', 'http://127.0.0.1:8080/poll/room'),
  cursor,
  headers,
});

const publishSchema = z.strictObject({
  url: httpAddress('Where messages are published.', 'http://127.0.0.1:8080/publish/room'),
  method: choice({ title: 'Method', description: 'Of the publishing request.', examples: ['POST'] }, [
    'POST',
    'PUT',
  ]).prefault('POST'),
  headers,
  body: z
    .string()
    .prefault('{{payload}}')
    .transform((body, context) => {
      if (body.split(/\{\{payload(?:-base64)?\}\}/).length === 2) return body;
      return refuse(
        context,
        'the body holds {{payload}} not exactly once',
        'write it where the payload belongs, e.g. `{"text":"{{payload}}"}`',
      );
    })
    .meta({
      title: 'Body',
      description:
        'Of the publishing request, with `{{payload}}` or `{{payload-base64}}` once. The payload is ASCII without quotes or backslashes.',
      examples: ['{"text":"{{payload}}"}'],
    }),
  connections: integer(
    {
      title: 'Connections',
      description: 'Connections that messages are published on in turn, each pipelined.',
      examples: [1, 4],
    },
    { min: 1, max: 64 },
  ).prefault(1),
});

const envelopeSchema = z
  .strictObject({
    encoding: choice(
      {
        title: 'Encoding',
        description: 'How payloads arrive: as they are, anywhere in a text, or in base64.',
        examples: ['plain', 'base64'],
      },
      ['plain', 'base64'],
    ).prefault('plain'),
  })
  .prefault({})
  .meta({
    title: 'Envelope',
    description: 'How our payload is told in what arrives.',
    examples: [{ encoding: 'base64' }],
  });

const tlsSchema = z
  .strictObject({
    ca: z
      .string()
      .optional()
      .meta({
        title: 'CA',
        description: 'File with the certificates to trust (PEM), beside the scenario.',
        examples: ['./ca.pem'],
      }),
    serverName: z
      .string()
      .optional()
      .meta({
        title: 'Server name',
        description: "Name to ask for and to verify, instead of the address's.",
        examples: ['chat.example.com'],
      }),
    verify: z
      .boolean()
      .prefault(true)
      .meta({ title: 'Verify', description: 'false accepts any certificate.', examples: [true] }),
  })
  .prefault({})
  .meta({
    title: 'TLS',
    description: 'For wss and https addresses.',
    examples: [{ ca: './ca.pem' }],
  });

function command(title: string, description: string, example: string) {
  return z
    .string()
    .min(1)
    .optional()
    .meta({ title, description, examples: [example] });
}

const commandsSchema = z
  .strictObject({
    start: command('Start', 'Starts the server; may stay in the foreground or end.', 'node chat.js'),
    stop: command('Stop', 'Ends it in order, as a deploy does.', 'systemctl stop chat'),
    restart: command('Restart', 'Ends it in order and starts it again, in one.', 'systemctl restart chat'),
    crash: command('Crash', 'Kills it.', 'docker kill chat'),
    ready: address(
      ['http', 'https'],
      'Ready',
      'Address that is asked until it gives any HTTP answer; the publishing address unless told.',
      'http://127.0.0.1:8080/health',
    ).optional(),
    timeout: duration(
      {
        title: 'Timeout',
        description: 'How long a command, and being ready after it, may take.',
        examples: ['30s'],
      },
      { min: 100e3, max: 600e6 },
    ).prefault('30s'),
  })
  .optional()
  .meta({
    title: 'Commands',
    description:
      'Shell commands that run the server, in the folder of the scenario, so that restart faults work on it.',
    examples: [{ start: 'node chat.js' }],
  });

/** A server that is not ours: where its transports are, how to publish there and how to find our messages again. */
export const targetSchema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(64)
      .prefault('target')
      .meta({ title: 'Name', description: 'Of the server, in reports.', examples: ['Nchan'] }),
    websocket: webSocketSchema.optional().meta({
      title: 'WebSocket',
      description: 'Its WebSocket.',
      examples: [{ url: 'ws://127.0.0.1:8080/ws/room' }],
    }),
    sse: sseSchema.optional().meta({
      title: 'SSE',
      description: 'Its event stream.',
      examples: [{ url: 'http://127.0.0.1:8080/events/room' }],
    }),
    'long-poll': pollSchema.optional().meta({
      title: 'Long polling',
      description: 'Its long poll.',
      examples: [{ url: 'http://127.0.0.1:8080/poll/room' }],
    }),
    'short-poll': pollSchema.optional().meta({
      title: 'Short polling',
      description: 'Its short poll.',
      examples: [{ url: 'http://127.0.0.1:8080/news/room' }],
    }),
    publish: publishSchema.meta({
      title: 'Publish',
      description: 'The request that publishes a message; any 2xx answer means accepted.',
      examples: [{ url: 'http://127.0.0.1:8080/publish/room' }],
    }),
    envelope: envelopeSchema,
    clock: address(
      ['http', 'https'],
      'Clock',
      "Address that answers with the server's clock as `GET /clock` of the reference servers does; asked before and after a trial, so that the server's own logs can be laid beside its figures.",
      'http://chat.example/clock',
    ).optional(),
    headers,
    tls: tlsSchema,
    commands: commandsSchema,
  })
  .optional()
  .meta({
    title: 'Target',
    description: 'A server that is not bundled with Squall. Without it the reference server is tested.',
    examples: [
      {
        sse: { url: 'http://127.0.0.1:8080/events/room' },
        publish: { url: 'http://127.0.0.1:8080/publish/room' },
      },
    ],
  });

function readHeaders(given: Record<string, unknown>, context: z.core.$RefinementCtx): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    const flaw = findHeaderFlaw(name, value);
    // The value itself is never repeated.
    if (flaw !== undefined) return refuse(context, ...flaw);
    read[name] = value as string;
  }
  return read;
}

type Flaw = readonly [problem: string, remedy: string];

/** Set by the connection itself: another value of one of them would break it. */
const ownHeaders = ['host', 'connection', 'upgrade', 'content-length', 'transfer-encoding', 'last-event-id'];

function findHeaderFlaw(name: string, value: unknown): Flaw | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
    return ['a header has no valid name', 'use letters and hyphens'];
  if (ownHeaders.includes(name) || name.startsWith('sec-websocket-')) {
    return [`the header ${name} is set by Squall itself`, 'remove it'];
  }
  if (typeof value !== 'string') return [`the header ${name} is not text`, 'put its value in quotes'];
  if (!/^[\t\x20-\x7e]*$/.test(value)) return [`the header ${name} is not plain ASCII`, 'encode its value'];
  if (carriesSecret(name) && !hasVariable(value)) {
    return [
      `the value of ${name} stands in the file`,
      `put it into an environment variable and write ${name}: '${writeVariable('NAME')}'`,
    ];
  }
  return checkTemplate(value);
}

function findAddressFlaw(text: string, protocols: readonly string[]): Flaw | undefined {
  const url = parseAddress(text);
  const expected = `an address that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`;
  if (url === undefined || !protocols.includes(url.protocol.slice(0, -1))) {
    return [`this is not ${expected}`, 'write the whole address'];
  }
  if (url.username !== '' || url.password !== '') {
    return [
      'the address holds a user or password',
      `use a header: authorization: '${writeVariable('NAME')}'`,
    ];
  }
  const literal = [...url.searchParams].find(
    ([name, value]) => carriesSecret(name) && !value.includes('VARIABLE0'),
  );
  if (literal !== undefined) {
    return [
      `the value of ${literal[0]} stands in the address`,
      `put it into an environment variable and write ${writeVariable('NAME')}`,
    ];
  }
  return checkTemplate(text);
}

/** Variables stand for what is not known yet: a port, part of a path. */
function parseAddress(text: string): URL | undefined {
  const filled = text
    .replace(/:\$\{[A-Za-z_][A-Za-z0-9_]*\}(?=[/?]|$)/, ':1')
    .replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, 'VARIABLE0');
  return URL.canParse(filled) ? new URL(filled) : undefined;
}

function isRule(from: string): boolean {
  if (/^header [A-Za-z0-9-]+$/.test(from)) return true;
  if (!from.startsWith('text ')) return false;
  const source = from.slice('text '.length);
  try {
    return new RegExp(`${source}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}

function refuse(context: z.core.$RefinementCtx, problem: string, remedy: string): never {
  context.addIssue({ code: 'custom', message: problem, params: { code: 'SQUALL_VALUE', remedy } });
  return z.NEVER;
}
