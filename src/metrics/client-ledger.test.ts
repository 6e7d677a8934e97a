import { describe, expect, it } from 'vitest';
import { ClientLedger } from './client-ledger.js';

interface Case {
  readonly received: readonly [sequence: number, replayed?: boolean][];
  readonly delivered: number[];
  readonly duplicate?: number;
  readonly outOfOrder?: number;
  readonly recovered?: number;
}

describe('ClientLedger', () => {
  it.each<[string, Case]>([
    ['nothing', { received: [], delivered: [] }],
    ['messages in order', { received: [[3], [4], [5]], delivered: [3, 5] }],
    ['a gap, which is nothing out of order', { received: [[0], [2]], delivered: [0, 0, 2, 2] }],
    ['a late one', { received: [[0], [2], [1]], delivered: [0, 2], outOfOrder: 1 }],
    [
      'a duplicate, which is nothing else',
      { received: [[0], [1], [0, true]], delivered: [0, 1], duplicate: 1 },
    ],
    [
      'a replay after a live message',
      { received: [[0], [3], [1, true], [2, true]], delivered: [0, 3], outOfOrder: 2, recovered: 2 },
    ],
    [
      'the same again and again',
      { received: [[7, true], [7], [7]], delivered: [7, 7], duplicate: 2, recovered: 1 },
    ],
  ])('takes down %s', (_name, { received, delivered, duplicate = 0, outOfOrder = 0, recovered = 0 }) => {
    const ledger = new ClientLedger();
    const firsts = received.map(([sequence, replayed = false]) => ledger.receive(sequence, replayed));
    expect(firsts.filter(Boolean)).toHaveLength(received.length - duplicate);
    const client = {
      client: 4,
      subscribedAtUs: 10,
      presentAtEnd: true,
      connections: 2,
      attempts: 3,
      delays: 2,
      delayDigest: 9,
    };
    expect(ledger.encode(client)).toEqual({
      ...client,
      delivered,
      deliveries: received.length - duplicate,
      duplicate,
      outOfOrder,
      recovered,
    });
  });
});
