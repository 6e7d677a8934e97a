import { z } from 'zod';
import { choice, duration } from '../quantities.js';
import { faultKeys } from './fault-keys.js';

/** How a server is ended: `graceful` with SIGTERM, `crash` with SIGKILL. */
export type RestartMode = 'graceful' | 'crash';

export interface ServerRestartSettings {
  readonly kind: 'server-restart';
  /** From the start of the measured part, i.e. the end of the warm-up. */
  readonly atUs: number;
  readonly mode: RestartMode;
  /** From the signal until the server listens again. */
  readonly downtimeUs: number;
  /** From then until it accepts the first connection: the kernel's queue takes them, and nobody is served. Absent: at once. */
  readonly warmUpUs?: number;
}

export const serverRestartDescription =
  'The server is told to stop (graceful) or killed (crash) and listens again after the downtime.';

export const serverRestartSchema = z.strictObject({
  ...faultKeys('server-restart', serverRestartDescription),
  mode: choice(
    {
      title: 'Mode',
      description:
        'graceful: SIGTERM, the server ends its connections in order, as a deploy does. crash: SIGKILL, the kernel resets them.',
      examples: ['graceful', 'crash'],
    },
    ['graceful', 'crash'],
  ).prefault('crash'),
  downtime: duration(
    {
      title: 'Downtime',
      description: 'From the signal until the server listens again.',
      examples: ['1s', '5s'],
    },
    { max: 3600e6 },
  ).prefault('1s'),
  warmUp: duration(
    {
      title: 'Warm-up',
      description:
        'After the downtime: how long the server listens without accepting. The kernel completes handshakes as far as the backlog goes, nobody is served.',
      examples: ['2s'],
    },
    { max: 3600e6 },
  ).prefault('0s'),
});

export function normaliseServerRestart({
  kind,
  at,
  mode,
  downtime,
  warmUp,
}: z.infer<typeof serverRestartSchema>): ServerRestartSettings {
  return { kind, atUs: at, mode, downtimeUs: downtime, warmUpUs: warmUp };
}
