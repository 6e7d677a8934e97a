import { z } from 'zod';
import { choice, duration, share } from '../quantities.js';
import { faultKeys } from './fault-keys.js';

/** Which way the bytes go that a toxic meets: from the clients to the server, back, or both. */
export const streamDirections = ['upstream', 'downstream', 'both'] as const;
export type StreamDirection = (typeof streamDirections)[number];

/** Which connections, and which way of them, a toxic of the proxy is for. */
export interface ToxicScope {
  readonly direction: StreamDirection;
  /** 0 to 1: the share of connections, each drawn by the seed (toxiproxy's toxicity). */
  readonly share: number;
}

interface ToxicDefaults {
  readonly direction: StreamDirection;
  /** `for` when it is left out; undefined: it has to be given. */
  readonly lasts?: '0s';
}

/**
 * The two forms in which a toxic of the proxy may stand in a scenario: as a fault that begins and ends, and as a condition
 * of the whole trial.
 * @param keys what the toxic itself can be told
 */
export function toxicSchemas<const Kind extends string, const Keys extends z.ZodRawShape>(
  kind: Kind,
  does: string,
  keys: Keys,
  { direction, lasts }: ToxicDefaults,
) {
  const scope = {
    direction: choice(
      {
        title: 'Direction',
        description: 'upstream: what clients send. downstream: what the server sends. Or both.',
        examples: [direction],
      },
      streamDirections,
    ).prefault(direction),
    share: share(
      {
        title: 'Share',
        description: 'Which part of the connections it meets, each drawn by the seed.',
        examples: ['100%', '20%'],
      },
      { min: 1e-6 },
    ).prefault('100%'),
  };
  const lasting = duration(
    {
      title: 'For',
      description:
        'How long it lasts. Connections that exist when it begins and those made meanwhile are met alike.',
      examples: ['5s'],
    },
    { max: 3600e6 },
  );
  return {
    fault: z.strictObject({
      ...faultKeys(kind, does),
      for: lasts === undefined ? lasting : lasting.prefault(lasts),
      ...scope,
      ...keys,
    }),
    condition: z.strictObject({
      kind: z.literal(kind).meta({ title: 'Kind', description: `${kind}: ${does}`, examples: [kind] }),
      ...scope,
      ...keys,
    }),
  };
}
