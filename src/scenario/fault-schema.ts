import { z } from 'zod';
import { choice, duration, share } from './quantities.js';
import type { FaultKind } from './scenario.js';

const at = duration({
  title: 'At',
  description:
    'When the fault happens, counted from the start of the measured part (the end of the warm-up).',
  examples: ['4s', '500ms'],
});

/** What each fault does, for lists and editors. */
export const faultDescriptions: Readonly<Record<FaultKind, string>> = {
  'server-restart':
    'The server is told to stop (graceful) or killed (crash) and listens again after the downtime.',
  disconnect: 'A share of the connections is cut, by the clients or by the server, once or every so often.',
};

function kind<const Name extends FaultKind>(name: Name) {
  const description = `${name}: ${faultDescriptions[name]}`;
  return { kind: z.literal(name).meta({ title: 'Kind', description, examples: [name] }) };
}

const serverRestart = z.strictObject({
  ...kind('server-restart'),
  at,
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
});

const disconnect = z.strictObject({
  ...kind('disconnect'),
  at,
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
  every: duration(
    {
      title: 'Every',
      description: 'Repeat at this interval until the measured part ends. Without it the fault happens once.',
      examples: ['2s'],
    },
    { min: 100e3 },
  ).optional(),
});

export const faultsSchema = z
  .array(z.discriminatedUnion('kind', [serverRestart, disconnect]))
  .max(100)
  .prefault([])
  .meta({
    title: 'Faults',
    description: 'What goes wrong during the measured part, and when.',
    examples: [[{ at: '4s', kind: 'server-restart', mode: 'crash', downtime: '1s' }]],
  });
