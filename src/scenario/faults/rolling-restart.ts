import { z } from 'zod';
import { choice, duration } from '../quantities.js';
import { faultKeys } from './fault-keys.js';
import type { RestartMode } from './server-restart.js';

export interface RollingRestartSettings {
  readonly kind: 'rolling-restart';
  /** When the first process goes away, from the start of the measured part. */
  readonly atUs: number;
  readonly mode: RestartMode;
  /** Of each process: from the signal until its replacement listens. */
  readonly downtimeUs: number;
  /** From then until the next process goes away. */
  readonly pauseUs: number;
}

export const rollingRestartDescription =
  'The server processes are restarted one after the other, each with its downtime and a pause between them.';

export const rollingRestartSchema = z.strictObject({
  ...faultKeys('rolling-restart', rollingRestartDescription),
  mode: choice(
    {
      title: 'Mode',
      description: 'graceful: SIGTERM, each process ends its connections in order. crash: SIGKILL.',
      examples: ['graceful', 'crash'],
    },
    ['graceful', 'crash'],
  ).prefault('graceful'),
  downtime: duration(
    {
      title: 'Downtime',
      description: 'Of each process: from the signal until its replacement listens.',
      examples: ['1s'],
    },
    { max: 3600e6 },
  ).prefault('1s'),
  pause: duration(
    {
      title: 'Pause',
      description: 'From the return of one process until the next one goes away.',
      examples: ['2s'],
    },
    { max: 3600e6 },
  ).prefault('1s'),
});

export function normaliseRollingRestart({
  kind,
  at,
  mode,
  downtime,
  pause,
}: z.infer<typeof rollingRestartSchema>): RollingRestartSettings {
  return { kind, atUs: at, mode, downtimeUs: downtime, pauseUs: pause };
}
