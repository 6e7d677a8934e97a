import { describe, expect, it } from 'vitest';
import type { ChatResult, TrialResult } from '../../src/storage/result.js';
import { expectSteady } from '../support/expect-steady.js';
import { runScenario } from '../support/run-squall.js';

const [clients, roomSize, payloadBytes] = [12, 4, 100];
/** 10/s for 1.5 s. */
const messages = 15;

function chatOf(trial: TrialResult): ChatResult {
  if (trial.chat === undefined) throw new Error(`${trial.id} has no rooms`);
  return trial.chat;
}

const scenario = `name: chat
seed: 6
clients: { count: ${clients}, rampUp: 300ms }
chat: { room: ${roomSize}, rate: 10/s, payload: ${payloadBytes}B }
poll: { period: 200ms }
reconnect: { policy: fixed, delay: 200ms }
warmUp: 500ms
duration: 1s
drain: 20s
`;

describe('rooms', () => {
  it('hear everything that is said in them, and who comes', async () => {
    const { result } = await runScenario(`${scenario}matrix: { transport: [sse, long-poll] }\n`);
    expect(result.trials).toHaveLength(2);
    for (const trial of result.trials) {
      const { ledger, presence, rooms, uplinks, hearingUs } = chatOf(trial);
      const heard = clients * messages * (roomSize - 1);
      expect(ledger).toEqual({
        due: clients * messages,
        said: clients * messages,
        expected: heard,
        heard,
        lost: 0,
        missed: 0,
        beyondDue: 0,
        duplicate: 0,
        outOfOrder: 0,
        refused: 0,
        foreign: 0,
        roomsWithLoss: 0,
      });
      // They come one by one, and each is told to those who are there.
      const joins = (roomSize * (roomSize - 1)) / 2;
      expect(rooms.map((room) => [room.members, room.joins, room.leaves])).toEqual(
        Array.from({ length: clients / roomSize }, () => [roomSize, joins, 0]),
      );
      expect(presence).toEqual({ joins: (joins * clients) / roomSize, leaves: 0 });
      expect(uplinks.opened).toBe(clients);
      expectSteady(uplinks.steady, clients);
      expect(hearingUs.count).toBeGreaterThan(0);
      expect(trial.bytes.unaccounted).toBe(0);
      // Said once, heard by three; word of who came is payload too.
      expect(trial.bytes.payload).toBeGreaterThanOrEqual((ledger.said + heard) * payloadBytes);
    }
  });

  it('are told who goes and comes back, and what was said meanwhile is missed by who was away', async () => {
    const { result } = await runScenario(
      `${scenario}faults: [{ at: 300ms, kind: disconnect, share: 8.5% }]\n`
        .replace('duration: 1s', 'duration: 2s')
        .replace('drain: 20s', 'drain: 1s'),
    );
    for (const trial of result.trials) {
      const { ledger, presence } = chatOf(trial);
      expect(trial.storm.disconnected).toBe(1);
      const joins = ((roomSize * (roomSize - 1)) / 2) * (clients / roomSize);
      expect(presence).toEqual({ joins: joins + roomSize - 1, leaves: roomSize - 1 });
      // The messages of three others in the 200 ms, or however long it was away, and its own that were not said.
      const awaySeconds = (trial.storm.backUs.fromDisconnect.p100 ?? Number.NaN) / 1e6;
      expect(ledger.missed).toBeGreaterThan(0);
      expect(ledger.missed).toBeLessThanOrEqual(3 * (awaySeconds * 10 + 2));
      expect(ledger.due - ledger.said).toBeGreaterThan(0);
      expect(ledger.expected).toBe(ledger.heard + ledger.lost);
      expect(trial.validity.reasons.map(({ code }) => code)).not.toContain('LEDGER_UNBALANCED');
    }
  });
});
