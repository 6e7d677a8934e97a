/**
 * Answers that come token by token: a prompt is posted, its answer is the event stream of the response, one event a token,
 * `[DONE]` as the last. What a token's data begins with says which it is: `PROMPT:INDEX:` and padding.
 */

/** Data of the event that ends an answer. */
export const answerEnd = '[DONE]';

/** Room for `PROMPT:INDEX:` with ten and five digits. */
export const leastTokenBytes = 17;

/** What a client asks for; all of it stands in the query of `POST /tokens`. */
export interface AnswerWish {
  /** Of the client, from 0. */
  readonly prompt: number;
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly tokenBytes: number;
  /** Before the first token. */
  readonly thinkUs: number;
}

export function formatAnswerWish({
  prompt,
  tokens,
  tokensPerSecond,
  tokenBytes,
  thinkUs,
}: AnswerWish): string {
  return `prompt=${prompt}&tokens=${tokens}&rate=${tokensPerSecond}&bytes=${tokenBytes}&think=${thinkUs}`;
}

/** @returns undefined when it is none */
export function parseAnswerWish(query: URLSearchParams): AnswerWish | undefined {
  const [prompt, tokens, tokensPerSecond, tokenBytes, thinkUs] = [
    'prompt',
    'tokens',
    'rate',
    'bytes',
    'think',
  ].map((name) => readNumber(query.get(name))) as [number, number, number, number, number];
  const wish = { prompt, tokens, tokensPerSecond, tokenBytes, thinkUs };
  const isPossible =
    Number.isInteger(prompt) &&
    Number.isInteger(tokens) &&
    tokens >= 1 &&
    tokens <= 1e5 &&
    tokensPerSecond > 0 &&
    tokenBytes >= leastTokenBytes &&
    tokenBytes <= 64 * 1024 &&
    thinkUs >= 0;
  return isPossible ? wish : undefined;
}

export function encodeToken(prompt: number, index: number, tokenBytes: number): string {
  return `${prompt}:${index}:`.padEnd(tokenBytes, 'x');
}

/** @returns undefined when the data is no token */
export function decodeToken(data: string): { prompt: number; index: number } | undefined {
  const match = /^(\d{1,10}):(\d{1,5}):/.exec(data);
  return match === null ? undefined : { prompt: Number(match[1]), index: Number(match[2]) };
}

function readNumber(text: string | null): number {
  return text !== null && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
}
