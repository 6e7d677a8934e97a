import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { EchoResult, EchoRow, TrialResult } from '../../src/storage/result.js';
import { expectSteady } from '../support/expect-steady.js';
import { runScenario } from '../support/run-squall.js';

const clients = 30;
const payloadBytes = 100;
const delayUs = 40_000;

/** Seconds of messages: warm-up and duration. At 10/s these give every client 20 of them, whatever its phase. */
const scenario = `name: echoes
seed: 3
clients: { count: ${clients}, rampUp: 200ms }
echo: { rate: 10/s, payload: ${payloadBytes}B }
poll: { period: 200ms }
warmUp: 500ms
duration: 1500ms
drain: 20s
reconnect: { policy: fixed, delay: 200ms }
`;
const sentByAll = clients * 20;

function echoOf(trial: TrialResult): EchoResult {
  if (trial.echo === null) throw new Error(`${trial.id} has no echoes`);
  return trial.echo;
}

function expectAccounted({ bytes }: TrialResult): void {
  const { setup, payload, compression, framing, requests, heartbeats, emptyPolls, received, sent } = bytes;
  expect(setup + payload + compression + framing + requests + heartbeats + emptyPolls).toBe(received + sent);
}

describe('messages that clients have echoed', () => {
  it('all come back, to the client that sent them, no sooner than the server gives them back', async () => {
    const { result, directory } = await runScenario(`${scenario}
server: { flaws: [delay=${delayUs}us] }
matrix: { transport: [websocket, sse, long-poll, short-poll] }
`);
    expect(result.trials).toHaveLength(4);
    for (const trial of result.trials) {
      const { ledger, roundTripUs, roundTripByPhaseUs, uplinks } = echoOf(trial);
      expect(ledger).toEqual({
        due: sentByAll,
        unsent: 0,
        sent: sentByAll,
        returned: sentByAll,
        lost: 0,
        duplicate: 0,
        outOfOrder: 0,
        refused: 0,
        foreign: 0,
        clientsWithLoss: 0,
      });
      expect(roundTripUs.count + (roundTripByPhaseUs['warm-up']?.count ?? 0)).toBe(sentByAll);
      // The histogram rounds to three digits.
      expect(roundTripUs.min).toBeGreaterThanOrEqual(delayUs * 0.999);
      const second = trial.labels.transport === 'websocket' ? 0 : clients;
      expect(uplinks.opened).toBe(second);
      expectSteady(uplinks.steady, second);
      expectSteady(trial.connections.steady, clients);
      expect(trial.bytes.payload).toBe(2 * payloadBytes * sentByAll);
      expectAccounted(trial);
      expect(trial.ledger.expected).toBe(0);
      const rows = readRows(join(directory, trial.files.echoes ?? ''));
      expect(rows.map(({ client, sent, returned }) => [client, sent, returned])).toEqual(
        Array.from({ length: clients }, (_, client) => [client, 20, 20]),
      );
    }
    const framing = result.trials.map(({ bytes }) => bytes.framing / sentByAll);
    // RFC 6455 §5.2: 2 bytes down, 6 up. The event's fields, 20, in a chunk of 120 bytes: 2 hex digits and 4.
    expect(framing.slice(0, 2)).toEqual([2 + 6, 20 + 2 + 4]);
  });

  it('are lost when the server goes away with them, and not sent while it is away', async () => {
    // Late enough for some to be on their way at any instant, whatever else the machine is doing; what is lost need not be waited for.
    const { result } = await runScenario(`${scenario.replace('drain: 20s', 'drain: 1s')}
server: { flaws: [delay=250ms] }
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 300ms }]
matrix: { transport: [websocket, long-poll] }
`);
    for (const trial of result.trials) {
      const { ledger } = echoOf(trial);
      expect(ledger.due).toBe(sentByAll);
      expect(ledger.due).toBe(ledger.unsent + ledger.sent);
      expect(ledger.sent).toBe(ledger.returned + ledger.lost);
      // In the 250 ms before the crash some 75 messages were on their way; in the 300 ms after it some 90 were due.
      expect(ledger.lost).toBeGreaterThan(0);
      expect(ledger.unsent).toBeGreaterThan(0);
      expect(ledger.foreign).toBe(0);
      expectAccounted(trial);
      expect(codesOf(trial)).not.toContain('LEDGER_UNBALANCED');
    }
  });

  it('stand beside published ones without touching their ledger', async () => {
    const { result } = await runScenario(`${scenario}
publish: { rate: 20/s, payload: 200B }
matrix: { transport: [websocket, sse, long-poll, short-poll] }
`);
    for (const trial of result.trials) {
      const { ledger } = echoOf(trial);
      expect([ledger.sent, ledger.returned, ledger.lost, ledger.foreign]).toEqual([
        sentByAll,
        sentByAll,
        0,
        0,
      ]);
      expect(trial.ledger).toMatchObject({ expected: clients * 40, delivered: clients * 40, lost: 0 });
      expect(trial.bytes.payload).toBe(2 * payloadBytes * sentByAll + 200 * clients * 40);
      expectAccounted(trial);
    }
  });
});

function codesOf({ validity }: TrialResult): string[] {
  return validity.reasons.map(({ code }) => code);
}

function readRows(file: string): EchoRow[] {
  return parse(readFileSync(file, 'utf8'), { columns: true, cast: true }) as EchoRow[];
}
