import { z } from 'zod';
import { SquallError } from '../errors.js';
import { durationRange } from './preset-schema.js';
import { duration, integer } from './quantities.js';
import type { CustomPolicySettings } from './scenario.js';
import { parseDurationUs, parseShare } from './units.js';

const most = { min: 1, max: 1e6 };

/** What a custom policy has beyond base, factor, cap and resetAfter. */
export const customKeys = {
  jitter: z
    .union([z.string(), z.number()])
    .transform(readJitter)
    .prefault('0%')
    .meta({
      title: 'Jitter',
      description: 'A share: wait ± share · wait. A duration: wait + U(0, duration).',
      examples: ['50%', '500ms'],
    }),
  capAfterJitter: z
    .boolean()
    .prefault(false)
    .meta({
      title: 'Cap after jitter',
      description:
        'true: waits beyond the cap are cut to it after the jitter, so that many wait the very cap. false: jitter spreads the capped wait too.',
      examples: [true],
    }),
  first: durationRange({
    title: 'First',
    description:
      'Wait before the first attempt, or two durations between which it is drawn; the back-off then begins with the second attempt.',
    examples: ['0s', '5s'],
  }).optional(),
  giveUp: z
    .strictObject({
      attempts: integer(
        { title: 'Attempts', description: 'Gives up for good after this many attempts.', examples: [10] },
        most,
      ).optional(),
      after: duration(
        {
          title: 'After',
          description: 'Gives up for good when its waits since the loss would add up to more than this.',
          examples: ['2m'],
        },
        { min: 1e3 },
      ).optional(),
    })
    .prefault({})
    .meta({
      title: 'Give up',
      description: 'When a client stops trying; without it never.',
      examples: [{ attempts: 10 } as never],
    }),
  budget: z
    .strictObject({
      attempts: integer(
        { title: 'Attempts', description: 'So many at once, from a full budget.', examples: [5] },
        most,
      ),
      per: duration(
        { title: 'Per', description: 'In this time the whole budget grows back.', examples: ['1m'] },
        { min: 1e3 },
      ),
    })
    .optional()
    .meta({
      title: 'Budget',
      description:
        'Retry budget of each client: after t of waiting since the loss it has made at most attempts · (1 + t / per) attempts.',
      examples: [{ attempts: 5, per: '1m' } as never],
    }),
  honourRetryAfter: z
    .boolean()
    .prefault(false)
    .meta({
      title: 'Honour Retry-After',
      description: 'Waits at least as long as the server asked for (`Retry-After`, SSE `retry:`).',
      examples: [true],
    }),
};

export type CustomKeys = z.infer<z.ZodObject<typeof customKeys>>;

export function normaliseCustom(keys: CustomKeys): CustomPolicySettings {
  const { first, giveUp, budget } = keys;
  return {
    first: first && { fromUs: first[0], toUs: first[1] },
    jitter: keys.jitter,
    capAfterJitter: keys.capAfterJitter,
    giveUp: { attempts: giveUp.attempts, afterUs: giveUp.after },
    budget: budget && { attempts: budget.attempts, perUs: budget.per },
    honourRetryAfter: keys.honourRetryAfter,
  };
}

/** A share and a duration are told apart by the unit. */
function readJitter(
  written: string | number,
  context: z.core.$RefinementCtx,
): CustomPolicySettings['jitter'] {
  const text = String(written);
  try {
    if (/[a-z]/i.test(text)) return { kind: 'span', spanUs: parseDurationUs(text) };
    return { kind: 'share', share: parseShare(text) };
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    const remedy = 'write a share such as `50%`, or a duration such as `500ms`';
    context.addIssue({
      code: 'custom',
      message: error.message,
      params: { code: 'SQUALL_UNIT', remedy },
      input: written,
    });
    return z.NEVER;
  }
}
