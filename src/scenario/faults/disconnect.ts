import { z } from 'zod';
import { choice, share } from '../quantities.js';
import { every, faultKeys } from './fault-keys.js';

export interface DisconnectSettings {
  readonly kind: 'disconnect';
  /** From the start of the measured part. */
  readonly atUs: number;
  /** 0 to 1, of the clients (by client) or of the server's connections (by server). */
  readonly share: number;
  readonly by: 'client' | 'server';
  readonly how: 'close' | 'reset';
  /** Repeat at this interval until the measured part ends; undefined: once. */
  readonly everyUs: number | undefined;
}

export const disconnectDescription =
  'A share of the connections is cut, by the clients or by the server, once or every so often.';

export const disconnectSchema = z.strictObject({
  ...faultKeys('disconnect', disconnectDescription),
  share: share(
    { title: 'Share', description: 'Which part of the connections is cut.', examples: ['20%', 0.2] },
    { min: 1e-6 },
  ).prefault('100%'),
  by: choice(
    { title: 'By', description: 'Which side cuts the connections.', examples: ['client', 'server'] },
    ['client', 'server'],
  ).prefault('client'),
  how: choice(
    {
      title: 'How',
      description: 'close: in the orderly way of the transport. reset: with a TCP RST.',
      examples: ['close', 'reset'],
    },
    ['close', 'reset'],
  ).prefault('reset'),
  every,
});

export function normaliseDisconnect(fault: z.infer<typeof disconnectSchema>): DisconnectSettings {
  return {
    kind: fault.kind,
    atUs: fault.at,
    share: fault.share,
    by: fault.by,
    how: fault.how,
    everyUs: fault.every,
  };
}
