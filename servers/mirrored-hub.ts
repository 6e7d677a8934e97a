import type { Cursor } from '../src/wire/cursor.js';
import { Hub, type ResumePoint } from './hub.js';

/**
 * A hub that repeats another one: same epoch, same ids, a moment later. A client that comes from a mirror that was further ahead
 * brings a cursor that this one has not reached: it has missed nothing and continues with what follows its cursor.
 */
export class MirroredHub extends Hub {
  override locate(cursor: Cursor | undefined): ResumePoint {
    const isAhead = cursor !== undefined && cursor.epoch === this.epoch && cursor.id > this.newest;
    return isAhead ? { from: cursor.id, gap: false } : super.locate(cursor);
  }
}
