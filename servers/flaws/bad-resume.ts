import type { Flaw } from './flaw.js';

/** A resuming client is sent on from `messages` before its cursor, as far back as there are any. */
export function replayExtra(messages: number): Flaw {
  return { replaceCursor: ({ epoch, id }) => ({ epoch, id: Math.max(0, id - messages) }) };
}

/** A resuming client gets what is published from then on, as a new one does. */
export function ignoreCursor(): Flaw {
  return { replaceCursor: () => undefined };
}
