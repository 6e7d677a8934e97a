import type { ByteSplit } from '../../src/metrics/byte-split.js';

/** What a byte of the application's stream is there for, by its position. */
export type StreamPart = Exclude<keyof ByteSplit, 'received' | 'sent' | 'compression'>;

/** A stretch of a stream that is there for one thing. */
export interface Stretch {
  readonly part: StreamPart;
  readonly bytes: number;
}

export interface PredictedStreams {
  /** From the client, in order. */
  readonly up: readonly Stretch[];
  /** From the server, in order. */
  readonly down: readonly Stretch[];
}

/**
 * Adds stretches to a split. A TLS record that ends within a stretch adds its framing to that stretch's part; where a record ends
 * on a payload, its framing is framing.
 * @param recordEnds positions in the stream after the last byte of each record; empty without TLS
 */
export function addStretches(
  into: Record<StreamPart, number>,
  stretches: readonly Stretch[],
  recordEnds: readonly number[],
  recordBytes: number,
): void {
  let position = 0;
  let record = 0;
  for (const { part, bytes } of stretches) {
    into[part] += bytes;
    position += bytes;
    while (record < recordEnds.length && (recordEnds[record] ?? 0) <= position) {
      into[part === 'payload' ? 'framing' : part] += recordBytes;
      record++;
    }
  }
}

export function noBytes(): Record<StreamPart, number> {
  return { setup: 0, payload: 0, framing: 0, requests: 0, heartbeats: 0, emptyPolls: 0 };
}
