import { z } from 'zod';
import { count, latencySummarySchema } from './figures.js';

/** Prompts that clients posted, and their answers, token by token. */
export const tokensSchema = z.object({
  promptsPerSecond: z.number(),
  tokensPerSecond: z.number(),
  /** Of an answer. */
  answerTokens: count,
  resumes: z.boolean(),
  /** From the instant a prompt was due to its first token, of prompts due after the warm-up. */
  firstTokenUs: latencySummarySchema,
  /** Between two tokens of an answer, as they came. */
  gapUs: latencySummarySchema,
  /** How late the clients were with their prompts. */
  sendLagUs: latencySummarySchema,
  /** Sums over clients. Asked = completed + refused + those under way at the end. */
  prompts: z.object({ due: count, asked: count, completed: count, refused: count, resumed: count }),
  /** Of the answers asked for: asked × tokens of an answer = delivered + lost + unfinished. */
  ledger: z.object({ expected: count, delivered: count, lost: count, duplicate: count, unfinished: count }),
});

export type TokensResult = z.infer<typeof tokensSchema>;
