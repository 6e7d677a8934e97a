import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.js';
import { PublishLog } from './publish-log.js';

describe('PublishLog', () => {
  it('numbers messages from 0 and knows what became of each', () => {
    const log = new PublishLog();
    const sequences = Array.from({ length: 6 }, () => log.open(0));
    expect(sequences).toEqual([0, 1, 2, 3, 4, 5]);
    for (const sequence of [0, 1, 3, 4]) log.send(sequence, 10 * sequence, 'steady');
    log.acknowledge(0);
    log.refuse(1);
    log.refuse(2);
    log.acknowledge(4);
    log.refuse(5);
    expect(log.encode()).toMatchObject({
      due: 6,
      sent: [0, 1, 3, 4],
      acknowledged: [0, 0, 4, 4],
      refused: [1, 2, 5, 5],
      unconfirmed: [3, 3],
    });
    expect(log).toMatchObject({ due: 6, acknowledgedCount: 2 });
  });

  it('keeps send lags apart by phase and takes one per message', () => {
    const log = new PublishLog();
    log.send(log.open(0), 10, 'steady');
    log.send(log.open(0), 20, 'outage');
    log.send(log.open(0), 30, 'steady');
    log.send(0, 99_999, 'steady');
    const { sendLag } = log.encode();
    expect(Object.keys(sendLag)).toEqual(['steady', 'outage']);
    const steady = LatencyHistogram.mergeEncoded(sendLag.steady ? [sendLag.steady] : []);
    expect(steady.summarise()).toMatchObject({ count: 2, min: 10, max: 30 });
  });

  it('tells schedules apart by their gaps, and not by when they began', () => {
    const digestOf = (...dueUs: number[]): number => {
      const log = new PublishLog();
      for (const instant of dueUs) log.open(instant);
      return log.encode().gapDigest;
    };
    expect(digestOf(5, 15, 45)).toBe(digestOf(1_000_000, 1_000_010, 1_000_040));
    expect(digestOf(5, 15, 45)).not.toBe(digestOf(5, 35, 45));
    expect(digestOf(5, 15, 45)).not.toBe(digestOf(5, 15));
  });

  it('grows with interruptions, not with messages', () => {
    const log = new PublishLog();
    for (let message = 0; message < 50_000; message++) {
      log.send(log.open(0), 1, 'steady');
      log.acknowledge(message);
    }
    expect(log.encode()).toMatchObject({ sent: [0, 49_999], acknowledged: [0, 49_999], unconfirmed: [] });
  });
});
