/**
 * How a process gets its core, from best to worst: at once, before other programs, with three times the share of others, or when its
 * turn comes.
 */
export const schedulings = ['real-time', 'nice', 'preferred', 'normal'] as const;
export type Scheduling = (typeof schedulings)[number];

/** What can be said of several processes: that each has at least this. `normal` of none. */
export function worstScheduling(all: readonly Scheduling[]): Scheduling {
  return schedulings.findLast((one) => all.includes(one)) ?? 'normal';
}
