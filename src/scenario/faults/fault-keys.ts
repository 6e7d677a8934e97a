import { z } from 'zod';
import { duration } from '../quantities.js';

/** The keys that every fault has: its kind, and `at`. */
export function faultKeys<const Kind extends string>(kind: Kind, does: string) {
  return {
    kind: z.literal(kind).meta({ title: 'Kind', description: `${kind}: ${does}`, examples: [kind] }),
    at: duration({
      title: 'At',
      description:
        'When the fault happens, counted from the start of the measured part (the end of the warm-up).',
      examples: ['4s', '500ms'],
    }),
  };
}

/** The key of faults that can be repeated. */
export const every = duration(
  {
    title: 'Every',
    description: 'Repeat at this interval until the measured part ends. Without it the fault happens once.',
    examples: ['2s'],
  },
  { min: 100e3 },
).optional();

/** The key of faults that last: for how long. */
export function lastingFor(description: string) {
  return duration({ title: 'For', description, examples: ['5s'] }, { min: 10e3, max: 3600e6 });
}
