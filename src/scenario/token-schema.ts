import { z } from 'zod';
import { leastTokenBytes } from '../wire/tokens.js';
import { bytes, duration, integer, rate } from './quantities.js';

/** Clients post prompts and get each answer token by token. */
export interface TokenSettings {
  /** Of each client. */
  readonly promptsPerSecond: number;
  readonly promptBytes: number;
  /** Of an answer. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly tokenBytes: number;
  /** From the prompt to the first token. */
  readonly thinkUs: number;
  /** Whether clients say, after a cut, which token they had last. */
  readonly resumes: boolean;
}

export const tokensSchema = z.strictObject({
  prompts: rate(
    {
      title: 'Prompts',
      description:
        'Prompts of each client per second, as an open model: one that is due while an answer is coming waits, and its waiting counts.',
      examples: ['0.2/s', '6/m'],
    },
    { min: 0.001, max: 1e3 },
  ),
  prompt: bytes(
    { title: 'Prompt', description: 'Size of a prompt.', examples: ['400B'] },
    { min: 1, max: 64 * 1024 },
  ).prefault('400B'),
  answer: integer(
    { title: 'Answer', description: 'Tokens of an answer.', examples: [100] },
    { min: 1, max: 1e5 },
  ).prefault(100),
  rate: rate(
    { title: 'Rate', description: 'Tokens of an answer per second.', examples: ['40/s'] },
    { min: 0.1, max: 1e4 },
  ).prefault('40/s'),
  token: bytes(
    {
      title: 'Token',
      description: `Size of a token's event data, from ${leastTokenBytes}B, which its number takes; interfaces of language models wrap a token in some 200 bytes of JSON.`,
      examples: ['200B'],
    },
    { min: leastTokenBytes, max: 64 * 1024 },
  ).prefault('200B'),
  think: duration(
    { title: 'Think', description: 'How long the server takes until the first token.', examples: ['300ms'] },
    { max: 60e6 },
  ).prefault('0s'),
  resume: z
    .boolean()
    .prefault(true)
    .meta({
      title: 'Resume',
      description:
        'Whether clients that come back say in `Last-Event-ID` which token they had last. Without, the answer comes again from its start.',
      examples: [true, false],
    }),
});

/** From the keys of the file to the names inside. */
export function normaliseTokens(keys: z.infer<typeof tokensSchema>): TokenSettings {
  return {
    promptsPerSecond: keys.prompts,
    promptBytes: keys.prompt,
    tokens: keys.answer,
    tokensPerSecond: keys.rate,
    tokenBytes: keys.token,
    thinkUs: keys.think,
    resumes: keys.resume,
  };
}
