import { z } from 'zod';
import { byteRate, duration, share } from './quantities.js';
import { reconnectChoices } from './reconnect-schema.js';
import type { ReconnectSettings } from './scenario.js';

/** Some of the clients, chosen by the seed, that are not like the others. */
export interface CohortSettings {
  readonly name: string;
  /** 0 to 1, of all clients. */
  readonly share: number;
  /** How fast they read from their sockets once subscribed, bytes per second; undefined: as fast as they can. */
  readonly readBytesPerSecond: number | undefined;
  /** They read nothing at all for a while; from the start of the measured part. */
  readonly pause: { readonly atUs: number; readonly forUs: number } | undefined;
  /** Undefined: that of all clients. */
  readonly reconnect: ReconnectSettings | undefined;
}

const readRate = byteRate({
  title: 'Read rate',
  description:
    'How much they read from their sockets, once subscribed and until the drain; what is more waits in the kernels and then in the buffer of the server.',
  examples: ['10KB/s'],
});

const cohortSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(32)
    .meta({ title: 'Name', description: 'What reports call it, in kebab-case.', examples: ['slow'] }),
  share: share(
    { title: 'Share', description: 'Which part of the clients belongs to it.', examples: ['5%', 0.05] },
    { min: 1e-6 },
  ),
  readRate: readRate.optional(),
  pause: z
    .strictObject({
      at: duration({
        title: 'At',
        description: 'When, from the start of the measured part.',
        examples: ['2s'],
      }),
      for: duration({ title: 'For', description: 'How long.', examples: ['3s'] }, { min: 1e3 }),
    })
    .optional()
    .meta({
      title: 'Pause',
      description: 'For this while they read nothing from their sockets.',
      examples: [{ at: '2s', for: '3s' }],
    }),
  reconnect: reconnectChoices.optional().meta({
    title: 'Reconnect policy',
    description: 'Theirs instead of that of all clients, with the same keys.',
    examples: [{ policy: 'immediate' }],
  }),
});

export const cohortsSchema = z
  .array(cohortSchema)
  .max(20)
  .prefault([])
  .meta({
    title: 'Cohorts',
    description:
      'Shares of the clients, chosen by the seed, that read slowly or come back by a policy of their own.',
    examples: [[{ name: 'slow', share: '5%', readRate: '10KB/s' }]],
  });

export type CohortKeys = z.infer<typeof cohortSchema>;
