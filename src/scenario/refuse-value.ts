import { z } from 'zod';

/** What is wrong with a value, and what to write instead. */
export type ValueFlaw = readonly [problem: string, remedy: string];

/** Raises an issue of zod that becomes one line of error. */
export function refuseValue(context: z.core.$RefinementCtx, problem: string, remedy: string): never {
  context.addIssue({ code: 'custom', message: problem, params: { code: 'SQUALL_VALUE', remedy } });
  return z.NEVER;
}
