import { z } from 'zod';
import { choice, duration, integer } from './quantities.js';

/** Delivery at least once: clients acknowledge what they have taken, and the server sends again what they have not. */
export interface AckSettings {
  readonly mode: 'each' | 'cumulative';
  /** cumulative: how long after the first message not yet acknowledged. */
  readonly everyUs: number;
  /** After this long the server sends a message again. */
  readonly timeoutUs: number;
  /** Every so many acknowledgements one is not sent, as if it had been lost; 0: none is. */
  readonly loseEvery: number;
}

export const acksSchema = z.strictObject({
  mode: choice(
    {
      title: 'Mode',
      description:
        'each: every message on its own, at once. cumulative: all up to one, some time after the first of them.',
      examples: ['each', 'cumulative'],
    },
    ['each', 'cumulative'],
  ).prefault('cumulative'),
  every: duration(
    {
      title: 'Every',
      description: 'cumulative: how long a client waits after a message for more to acknowledge with it.',
      examples: ['100ms'],
    },
    { min: 1e3, max: 60e6 },
  ).prefault('100ms'),
  timeout: duration(
    {
      title: 'Timeout',
      description: 'After this long the server sends a message again that was not acknowledged.',
      examples: ['5s'],
    },
    { min: 50e3, max: 3600e6 },
  ).prefault('5s'),
  loseEvery: integer(
    {
      title: 'Lose every',
      description:
        'Every so many acknowledgements of a client one is not sent, as if it had been lost; 0: none.',
      examples: [0, 10],
    },
    { min: 0, max: 1e9 },
  ).prefault(0),
});

/** From the keys of the file to the names inside. */
export function normaliseAcks({ mode, every, timeout, loseEvery }: z.infer<typeof acksSchema>): AckSettings {
  return { mode, everyUs: every, timeoutUs: timeout, loseEvery };
}
