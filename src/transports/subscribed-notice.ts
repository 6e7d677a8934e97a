import { type Cursor, parseCursor } from '../wire/cursor.js';

/** A subscribed notice as the clients use it. */
export interface StreamStart {
  readonly cursor: Cursor;
  /** Id of the newest message the hub had; messages up to it are replay. */
  readonly headId: number;
}

/** @returns undefined when `text` is not the JSON of a `SubscribedNotice`. */
export function parseSubscribedNotice(text: string): StreamStart | undefined {
  const notice = parseObject(text);
  if (notice === undefined) return undefined;
  const cursor = parseCursorOf(notice.cursor);
  const head = parseCursorOf(notice.head);
  return cursor === undefined || head === undefined ? undefined : { cursor, headId: head.id };
}

/** @returns undefined when `text` is not a JSON object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function parseCursorOf(value: unknown): Cursor | undefined {
  return typeof value === 'string' ? parseCursor(value) : undefined;
}
