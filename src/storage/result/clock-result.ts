import { z } from 'zod';

/** What is known of the clock of a server on another host throughout a trial, from estimates before and after it. */
export const clockSchema = z.object({
  /** Remote minus local; the truth lies within ± `boundUs`. */
  offsetUs: z.number(),
  boundUs: z.number(),
  /** How much further ahead the remote clock was at the end, within ± `driftBoundUs`. */
  driftUs: z.number(),
  driftBoundUs: z.number(),
});

export type ClockResult = z.infer<typeof clockSchema>;
