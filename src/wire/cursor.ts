/**
 * A cursor says up to which message a client has seen a hub's stream: `epoch-id`.
 * The epoch names one life of the hub's history. A hub that comes back with an empty history has a new epoch, so
 * it can tell a cursor of its own from one whose messages it no longer has.
 */
export interface Cursor {
  readonly epoch: string;
  readonly id: number;
}

export function formatCursor(epoch: string, id: number): string {
  return `${epoch}-${id}`;
}

/** @returns undefined when `text` is not a cursor. */
export function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^([0-9a-z]{1,32})-(\d{1,15})$/.exec(text ?? '');
  return match ? { epoch: match[1] as string, id: Number(match[2]) } : undefined;
}
