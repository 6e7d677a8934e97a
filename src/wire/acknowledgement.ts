import { type Cursor, formatCursor, parseCursor } from './cursor.js';

/**
 * What a client says of messages it has taken: `up-to 3f9a0c1z-17`, that one and all before it, or `one 3f9a0c1z-17`.
 * A WebSocket text frame, or the body of `POST /ack?client=NAME`.
 */
export interface Acknowledgement {
  readonly what: 'up-to' | 'one';
  readonly cursor: Cursor;
}

export function formatAcknowledgement({ what, cursor }: Acknowledgement): string {
  return `${what} ${formatCursor(cursor.epoch, cursor.id)}`;
}

/** @returns undefined when `text` is none. */
export function parseAcknowledgement(text: string): Acknowledgement | undefined {
  const match = /^(up-to|one) (\S+)$/.exec(text);
  const cursor = parseCursor(match?.[2]);
  return cursor && { what: match?.[1] as Acknowledgement['what'], cursor };
}
