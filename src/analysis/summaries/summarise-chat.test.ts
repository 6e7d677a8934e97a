import { describe, expect, it } from 'vitest';
import type { ChatLedger } from '../../metrics/chat-snapshot.js';
import { makeScenario } from '../../scenario/testing/make-scenario.js';
import { echoPhaseUs } from '../../schedule/echo-grid.js';
import { makeLoad, makeMeasurement } from '../testing/make-measurement.js';
import { judgeChat, summariseChat } from './summarise-chat.js';

const originUs = 1_000_000;
const chat = { roomSize: 2, ratePerSecond: 1, payloadBytes: 100 };
const scenario = makeScenario({ seed: 1, chat });

function member(client: number, more: Partial<ChatLedger> = {}): ChatLedger {
  return {
    client,
    room: Math.floor(client / 2),
    due: 3,
    said: [0, 2],
    heard: [],
    duplicate: 0,
    outOfOrder: 0,
    present: [[0, null]],
    joins: 0,
    leaves: 0,
    ...more,
  };
}

function summarise(...ledgers: ChatLedger[]) {
  const load = makeLoad({ chat: { ledgers, refused: 0, foreign: 0, uplinksOpened: 0 } });
  const publishing = { originUs, endUs: originUs + 3e6, measureFromUs: originUs };
  const result = summariseChat(scenario, makeMeasurement({ load, publishing }));
  if (result === undefined) throw new Error('no rooms');
  return result;
}

/** When message i of a client falls due. */
const dueUs = (client: number, message: number): number =>
  originUs + echoPhaseUs(1, 1, client) + message * 1e6;

describe('what was said in a room', () => {
  it('is due to all others there, and balances when it was heard or lost', () => {
    const { ledger, rooms } = summarise(
      member(0, { heard: [{ sender: 1, messages: [0, 2] }] }),
      member(1, { heard: [{ sender: 0, messages: [0, 0, 2, 2] }] }),
      member(2, { said: [] }),
      member(3, { said: [] }),
    );
    expect(ledger).toMatchObject({
      due: 12,
      said: 6,
      expected: 6,
      heard: 5,
      lost: 1,
      missed: 0,
      roomsWithLoss: 1,
    });
    expect(rooms.map(({ room, members, lost }) => [room, members, lost])).toEqual([
      [0, 2, 1],
      [1, 2, 0],
    ]);
    expect(judgeChat(summarise(member(0), member(1)))).toEqual([]);
  });

  it('is missed by who was away when it fell due, and not expected', () => {
    const away = member(1, {
      said: [],
      heard: [{ sender: 0, messages: [2, 2] }],
      present: [
        [0, dueUs(0, 1)],
        [dueUs(0, 1) + 1, null],
      ],
    });
    const { ledger } = summarise(member(0), away);
    // Message 0 was lost: it was there. Message 1 fell due the moment it was gone.
    expect(ledger).toMatchObject({ said: 3, expected: 2, heard: 1, lost: 1, missed: 1, beyondDue: 0 });
  });

  it('counts as beyond due when it came to who was away', () => {
    const late = member(1, {
      said: [],
      heard: [{ sender: 0, messages: [0, 2] }],
      present: [[dueUs(0, 0) + 1, null]],
    });
    const { ledger } = summarise(member(0), late);
    expect(ledger).toMatchObject({ expected: 3, heard: 3, lost: 0, missed: 0, beyondDue: 1 });
  });

  it('is contradicted by a hearing of what was never said', () => {
    const strange = member(1, { said: [], heard: [{ sender: 0, messages: [0, 5] }] });
    const codes = judgeChat(summarise(member(0), strange)).map(({ code }) => code);
    expect(codes).toEqual(['LEDGER_UNBALANCED']);
  });
});
