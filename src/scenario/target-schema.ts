import { z } from 'zod';
import { choice, integer } from './quantities.js';
import { refuseValue } from './refuse-value.js';
import { address } from './target-address.js';
import { commandsSchema } from './target-commands.js';
import { cursor } from './target-cursor.js';
import { headers } from './target-headers.js';

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
      return refuseValue(
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
