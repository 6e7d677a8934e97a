import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHistogram, makeLedger, makePublishLog } from '../testing/make-measurement.js';
import { balanceLedgers, mergeSendLag } from './ledger.js';

/** Message i is due at 100 · i µs. */
const firstDueAfter = (instantUs: number): number => Math.max(0, Math.ceil(instantUs / 100));

const allAccepted = makePublishLog({ due: 10, sent: [0, 9], acknowledged: [0, 9] });

describe('what a client was due', () => {
  it.each<[string, Parameters<typeof makeLedger>[1], object, string]>([
    ['everything arrived', { delivered: [0, 9] }, { firstDue: 0, expected: 10, delivered: 10 }, ''],
    ['some was lost', { delivered: [0, 3, 6, 8] }, { firstDue: 0, expected: 10, delivered: 7 }, '4-5 9'],
    [
      'it subscribed late',
      { subscribedAtUs: 350, delivered: [5, 9] },
      { firstDue: 4, expected: 6, delivered: 5 },
      '4',
    ],
    [
      'it subscribed in the instant of a message',
      { subscribedAtUs: 400 },
      { firstDue: 4, expected: 6, delivered: 0 },
      '4-9',
    ],
    [
      'it subscribed late and got an earlier one too',
      { subscribedAtUs: 350, delivered: [2, 2, 4, 9] },
      { firstDue: 4, expected: 7, beyondDue: 1, delivered: 7 },
      '',
    ],
    [
      'it subscribed after the last',
      { subscribedAtUs: 5_000 },
      { firstDue: 50, expected: 0, delivered: 0 },
      '',
    ],
    ['it never subscribed', { subscribedAtUs: null }, { firstDue: null, expected: 0, delivered: 0 }, ''],
  ])('%s', (_name, ledger, account, lost) => {
    const [client] = balanceLedgers(allAccepted, [makeLedger(3, ledger)], firstDueAfter).clients;
    expect(client).toMatchObject(account);
    expect(client?.lost.toString()).toBe(lost);
  });

  it.each([
    [9, 1],
    [10, 0],
    [11, 1],
  ])(
    'does not balance when the ledger holds 10 messages and %d deliveries were counted',
    (deliveries, unbalanced) => {
      const ledgers = [
        makeLedger(0, { delivered: [0, 9], deliveries }),
        makeLedger(1, { delivered: [3, 5] }),
      ];
      expect(balanceLedgers(allAccepted, ledgers, firstDueAfter).unbalanced).toBe(unbalanced);
    },
  );

  it('leaves out what the server never accepted', () => {
    const log = makePublishLog({ due: 10, sent: [0, 6, 8, 9], acknowledged: [0, 3, 8, 9], refused: [4, 7] });
    const [client] = balanceLedgers(log, [makeLedger(0, { delivered: [0, 2] })], firstDueAfter).clients;
    expect(client).toMatchObject({ expected: 6, delivered: 3 });
    expect(client?.lost.toString()).toBe('3 8-9');
  });
});

describe('messages without an answer', () => {
  const log = makePublishLog({
    due: 8,
    sent: [0, 6],
    acknowledged: [0, 2],
    refused: [7, 7],
    unconfirmed: [3, 6],
  });

  it('count as accepted when any client got them, and are then due to all', () => {
    const account = balanceLedgers(
      log,
      [makeLedger(0, { delivered: [0, 4] }), makeLedger(1, { delivered: [0, 2, 6, 6] })],
      firstDueAfter,
    );
    expect(account.publisher).toEqual({
      due: 8,
      sent: 7,
      acknowledged: 3,
      refused: 1,
      unconfirmed: 4,
      evidenced: 3,
    });
    expect(account.accepted.toString()).toBe('0-4 6');
    expect(
      account.clients.map(({ expected, delivered, lost }) => [expected, delivered, String(lost)]),
    ).toEqual([
      [6, 5, '6'],
      [6, 4, '3-4'],
    ]);
  });

  it('count as never accepted when nobody got them', () => {
    const account = balanceLedgers(log, [makeLedger(0, { delivered: [0, 2] })], firstDueAfter);
    expect(account.publisher).toMatchObject({ unconfirmed: 4, evidenced: 0 });
    expect(account.accepted.toString()).toBe('0-2');
    expect(account.clients[0]).toMatchObject({ expected: 3, delivered: 3 });
  });
});

describe('the balance', () => {
  it('is expected = delivered + lost for every client, and nothing is both', () => {
    const message = fc.record({
      fate: fc.constantFrom('acknowledged' as const, 'refused' as const, 'unconfirmed' as const),
      reached: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    });
    const subscribed = fc.array(fc.option(fc.nat({ max: 2_500 })), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), subscribed, (messages, instants) => {
        const bounds = (pick: (of: (typeof messages)[number]) => boolean): number[] =>
          messages.flatMap((one, sequence) => (pick(one) ? [sequence, sequence] : []));
        const log = makePublishLog({
          due: messages.length,
          sent: bounds(({ fate }) => fate !== 'refused'),
          acknowledged: bounds(({ fate }) => fate === 'acknowledged'),
          refused: bounds(({ fate }) => fate === 'refused'),
          unconfirmed: bounds(({ fate }) => fate === 'unconfirmed'),
        });
        const ledgers = instants.map((subscribedAtUs, client) =>
          makeLedger(client, {
            subscribedAtUs,
            delivered: bounds(
              ({ fate, reached }) =>
                fate !== 'refused' && subscribedAtUs !== null && reached[client] === true,
            ),
          }),
        );
        for (const { ledger, expected, delivered, lost } of balanceLedgers(log, ledgers, firstDueAfter)
          .clients) {
          expect(expected).toBe(delivered + lost.size);
          const due = messages.filter(({ fate, reached }, sequence) => {
            const got = reached[ledger.client] === true && fate !== 'refused';
            const accepted =
              fate === 'acknowledged' ||
              (fate === 'unconfirmed' && reached.some((any, of) => any && instants[of] !== null));
            return (
              ledger.subscribedAtUs !== null && (got || (accepted && sequence * 100 >= ledger.subscribedAtUs))
            );
          });
          expect(expected).toBe(due.length);
        }
      }),
    );
  });

  it('of a stalled server and many clients takes no time to speak of', () => {
    const log = makePublishLog({ due: 20_000, sent: [0, 19_999], unconfirmed: [0, 19_999] });
    const ledgers = Array.from({ length: 10_000 }, (_, client) =>
      makeLedger(client, { delivered: [0, 9_999] }),
    );
    const { publisher } = balanceLedgers(log, ledgers, () => 0);
    expect(publisher.evidenced).toBe(10_000);
  });
});

describe('mergeSendLag', () => {
  it('joins the phases asked for and no others', () => {
    const log = makePublishLog({
      sendLag: {
        'warm-up': makeHistogram([9_999]).encode(),
        steady: makeHistogram([10, 20]).encode(),
        drain: makeHistogram([40]).encode(),
      },
    });
    expect(mergeSendLag(log, ['steady', 'outage', 'drain']).summarise()).toMatchObject({
      count: 3,
      min: 10,
      max: 40,
    });
    expect(mergeSendLag(log, ['outage']).count).toBe(0);
  });
});

describe('the two books', () => {
  it.each<[string, Parameters<typeof makePublishLog>[0], number]>([
    ['agree', { due: 10, sent: [0, 9], acknowledged: [0, 9] }, 0],
    [
      'agree on a message without an answer',
      { due: 10, sent: [0, 9], acknowledged: [0, 8], unconfirmed: [9, 9] },
      0,
    ],
    ['differ on a message never sent', { due: 10, sent: [0, 8], acknowledged: [0, 8], refused: [9, 9] }, 2],
    [
      'differ on a message the server refused',
      { due: 10, sent: [0, 9], acknowledged: [1, 9], refused: [0, 0] },
      2,
    ],
  ])('%s', (_name, log, unexplained) => {
    const ledgers = [makeLedger(0, { delivered: [0, 9] }), makeLedger(1, { delivered: [0, 9] })];
    expect(balanceLedgers(makePublishLog(log), ledgers, firstDueAfter).unexplained).toBe(unexplained);
  });
});
