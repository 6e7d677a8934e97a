import { z } from 'zod';
import { bytes, choice, duration, integer, rate } from '../../scenario/quantities.js';

export const proxyNames = ['nginx', 'aws-alb', 'cloudflare', 'strips-upgrade', 'buffers-responses'] as const;
export const serverlessNames = ['aws-api-gateway', 'aws-lambda'] as const;

const flag = (title: string, description: string) =>
  z.boolean().meta({ title, description, examples: [true] });

/** What a transport has to do and to live with. Every key may be left out; then it isn't asked for. */
export const requirementsSchema = z.strictObject({
  direction: choice(
    {
      title: 'Direction',
      description: 'to-clients: the server alone sends. both-ways: clients send too.',
      examples: ['to-clients', 'both-ways'],
    },
    ['to-clients', 'both-ways'],
  ).prefault('to-clients'),
  rate: rate({
    title: 'Rate',
    description: 'Messages per second to each client.',
    examples: ['20/s'],
  }).optional(),
  clientRate: rate({
    title: 'Client rate',
    description: 'Messages per second from each client.',
    examples: ['5/s'],
  }).optional(),
  payload: bytes({ title: 'Payload', description: 'Of a message.', examples: ['200B'] }).optional(),
  delivery: duration({
    title: 'Delivery',
    description: '99 % of the messages are to arrive within this time while nothing is wrong.',
    examples: ['200ms'],
  }).optional(),
  binary: flag('Binary', 'Payloads are bytes and not text.').prefault(false),
  resumable: flag(
    'Resumable',
    'What is published while a client is away is to reach it after its return.',
  ).prefault(false),
  browsers: flag('Browsers', 'The clients are browsers.').prefault(true),
  tabs: integer(
    {
      title: 'Tabs',
      description:
        'Connections of this kind that one browser holds open to one host at once, over all its tabs.',
      examples: [1, 8],
    },
    { min: 1, max: 1000 },
  ).prefault(1),
  http: choice(
    {
      title: 'HTTP',
      description: 'Version between the client and whatever it connects to.',
      examples: ['1.1', '2'],
    },
    ['1.1', '2'],
  ).prefault('1.1'),
  proxies: z
    .array(
      choice({ title: 'Proxy', description: 'What stands in between.', examples: ['nginx'] }, proxyNames),
    )
    .max(10)
    .prefault([])
    .meta({
      title: 'Proxies',
      description: `What stands between clients and server: ${proxyNames.join(', ')}.`,
      examples: [['nginx'], ['strips-upgrade']],
    }),
  idleTimeout: duration({
    title: 'Idle timeout',
    description: 'After how long a proxy ends a connection on which nothing is sent.',
    examples: ['60s'],
  }).optional(),
  serverless: choice(
    {
      title: 'Serverless',
      description: 'Where there is no server of your own that holds connections.',
      examples: ['aws-api-gateway'],
    },
    serverlessNames,
  ).optional(),
});

/** Rates per second, bytes, microseconds. */
export type Requirements = z.infer<typeof requirementsSchema>;
