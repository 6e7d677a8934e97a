import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { ClientRow, PublisherFile, TrialResult } from '../../src/storage/result.js';
import { runScenario } from '../support/run-squall.js';

const everyTransport = 'matrix: { transport: [websocket, sse, long-poll, short-poll] }';

/** A small trial: seconds, not minutes; the polls come often, so that little time passes before everyone has everything. */
function smallScenario(durationMs: number, more: string): string {
  return `name: small
seed: 7
clients: { count: 60, rampUp: 200ms }
publish: { rate: 25/s, payload: 200B }
poll: { period: 300ms }
warmUp: 300ms
duration: ${durationMs}ms
reconnect: { policy: full-jitter, base: 500ms, cap: 1s }
${more}
`;
}

/** Ends as soon as nothing is missing. */
const patientDrain = 'drain: 20s';

function expectBalanced({ ledger, bytes }: TrialResult): void {
  expect(ledger.expected).toBe(ledger.delivered + ledger.lost);
  expect(bytes.unaccounted).toBe(0);
  const { setup, payload, compression, framing, requests, heartbeats, emptyPolls, received, sent } = bytes;
  expect(setup + payload + compression + framing + requests + heartbeats + emptyPolls).toBe(received + sent);
}

/** Members of ranges such as `0-17 20`. */
function listMembers(ranges: string): number[] {
  return ranges
    .split(' ')
    .filter(Boolean)
    .flatMap((range) => {
      const [first, last] = range.split('-').map(Number) as [number, number?];
      return Array.from({ length: (last ?? first) - first + 1 }, (_, index) => first + index);
    });
}

describe('framing of a WebSocket message', () => {
  it('is 2, 4 and 10 bytes as RFC 6455 §5.2 says', async () => {
    const { result } = await runScenario(`name: framing
clients: { count: 10, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 300ms
drain: 20s
matrix: { publish.payload: [100B, 1000B, 70000B] }
`);
    const framing = result.trials.map(({ bytes, ledger }) => bytes.framing / ledger.delivered);
    expect(framing).toEqual([2, 4, 10]);
    for (const { bytes, ledger, plan } of result.trials) {
      expect(bytes.payload).toBe(ledger.delivered * plan.payloadBytes);
      expect(ledger.lost).toBe(0);
    }
  });
});

describe('with the history kept, nothing is lost on any transport', () => {
  it.each<[string, number, string]>([
    [
      'closed and reset by client and server',
      3_300,
      `{ at: 300ms, kind: disconnect, share: 50%, by: client, how: close },
       { at: 1100ms, kind: disconnect, share: 50%, by: server, how: close },
       { at: 1900ms, kind: disconnect, share: 50%, by: client, how: reset },
       { at: 2700ms, kind: disconnect, share: 50%, by: server, how: reset }`,
    ],
    ['graceful restart', 2_000, '{ at: 500ms, kind: server-restart, mode: graceful, downtime: 500ms }'],
  ])('%s', async (_name, durationMs, fault) => {
    const { result } = await runScenario(
      smallScenario(durationMs, `${patientDrain}\nfaults: [${fault}]\n${everyTransport}`),
    );
    expect(result.trials).toHaveLength(4);
    for (const trial of result.trials) {
      expectBalanced(trial);
      const { lost, duplicate, expected, accepted } = trial.ledger;
      expect({ id: trial.id, lost, duplicate, expected }).toEqual({
        id: trial.id,
        lost: 0,
        duplicate: 0,
        expected: accepted * 60,
      });
      expect(trial.validity.reasons.map(({ code }) => code)).not.toContain('CONNECTIONS_DISAGREE');
      expect(trial.storm.returned).toBe(trial.storm.disconnected);
      expect(trial.storm.disconnected).toBeGreaterThan(0);
      expect(trial.ledger.recovered).toBeGreaterThan(0);
    }
  });
});

describe('after a crash that empties the history', () => {
  it("the loss equals, client by client, what the publisher's log says", async () => {
    const crash = 'faults: [{ at: 700ms, kind: server-restart, mode: crash, downtime: 400ms }]';
    const { result, directory } = await runScenario(
      smallScenario(2_000, `drain: 500ms\n${crash}\n${everyTransport}`),
    );
    for (const trial of result.trials) {
      expectBalanced(trial);
      const read = (file: string): string => readFileSync(join(directory, file), 'utf8');
      const log = JSON.parse(read(trial.files.publisher)) as PublisherFile;
      const clients = parse(read(trial.files.clients), {
        columns: true,
        cast: true,
        castDate: false,
      }) as ClientRow[];
      const accepted = new Set(listMembers(log.accepted));
      expect(clients).toHaveLength(60);
      for (const client of clients) {
        const lost = listMembers(String(client.lostSequences));
        expect(lost).toHaveLength(client.lost);
        expect(lost.every((sequence) => accepted.has(sequence))).toBe(true);
        expect(client.delivered + client.lost).toBe(accepted.size);
      }
      expect(clients.reduce((sum, { lost }) => sum + lost, 0)).toBe(trial.ledger.lost);
    }
    const shortPoll = result.trials.find(({ labels }) => labels.transport === 'short-poll');
    // What was accepted within a period before the crash had not been fetched by everyone.
    expect(shortPoll?.ledger.lost).toBeGreaterThan(0);
    expect(shortPoll?.warnings.map(({ code }) => code)).toContain('MESSAGES_LOST');
  });
});
