import { z } from 'zod';
import { envelopeBytes } from '../wire/envelope.js';
import { cohortsSchema } from './cohort-schema.js';
import { bytes, choice, duration, integer, rate } from './quantities.js';

export const clientsSchema = z.strictObject({
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
  staleAfter: duration(
    {
      title: 'Stale after',
      description:
        'A client that hears nothing for this long (no message, ping, comment or answer) gives its connection up and returns by its policy. Without it, it waits for TCP to tell.',
      examples: ['45s', '5s'],
    },
    { min: 100e3, max: 3600e6 },
  ).optional(),
  heartbeat: duration(
    {
      title: 'Heartbeat',
      description:
        'websocket: every client pings the server at this interval, counted from its subscription, and gives its connection up when no pong comes within heartbeatTimeout. Without it, clients do not ping.',
      examples: ['30s', '5s'],
    },
    { min: 100e3, max: 3600e6 },
  ).optional(),
  heartbeatTimeout: duration(
    {
      title: 'Heartbeat timeout',
      description:
        'How long a pong may take before a client gives its connection up; by default as long as heartbeat, so until the next ping would be due.',
      examples: ['10s', '2s'],
    },
    { min: 100e3, max: 3600e6 },
  ).optional(),
  cohorts: cohortsSchema,
});

export const publishSchema = z.strictObject({
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

export const echoSchema = z.strictObject({
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

export const pollSchema = z
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
    cursor: z
      .boolean()
      .prefault(true)
      .meta({
        title: 'Cursor',
        description:
          'long-poll: whether polls say what the client has seen. Without, what is published between two polls is lost.',
        examples: [true, false],
      }),
  })
  .prefault({})
  .meta({
    title: 'Polling',
    description: 'How the polling transports poll.',
    examples: [{ period: '1s', hold: '25s' }],
  });
