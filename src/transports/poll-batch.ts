import { parseCursor } from '../wire/cursor.js';
import type { PollBatch } from '../wire/protocol.js';
import { parseObject } from './subscribed-notice.js';

/** @returns undefined when `text` is not the JSON of a `PollBatch`. */
export function parsePollBatch(text: string): PollBatch | undefined {
  const batch = parseObject(text);
  if (batch === undefined) return undefined;
  const { cursor, head, messages, echoes = [] } = batch;
  if (
    typeof cursor !== 'string' ||
    parseCursor(cursor) === undefined ||
    !isTextList(messages) ||
    !isTextList(echoes)
  ) {
    return undefined;
  }
  return {
    cursor,
    messages,
    gap: batch.gap === true,
    ...(typeof head === 'string' ? { head } : {}),
    ...(echoes.length > 0 ? { echoes } : {}),
  };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
