import { join } from 'node:path';
import { parseFlaw } from '../../src/scenario/parse-flaw.js';
import type { LatencySummary, TrialResult } from '../../src/storage/result.js';
import type { FlawSettings } from '../../src/wire/flaws.js';
import type { ProofRow } from '../proof-row.js';
import { readServerAccount, type ServerAccount } from './flaw-log-reader.js';
import { latencyFlaws } from './flaw-scenarios.js';
import { listCounts, predictCounts } from './predict-counts.js';
import { predictFramingBytes, predictHeartbeatBytes } from './predict-framing.js';
import { meanOf, predictLatencies, quantileOf } from './predict-latency.js';

/** A trial of a flawed server with the server's own account of it. */
export interface FlawedTrial {
  readonly trial: TrialResult;
  readonly flaw: FlawSettings;
  readonly subject: string;
  readonly account: ServerAccount;
}

/** @param directory the run's folder */
export async function readFlawedTrial(trial: TrialResult, directory: string): Promise<FlawedTrial> {
  const written = trial.labels['server.flaws'] ?? '';
  return {
    trial,
    flaw: parseFlaw(written),
    subject: `${trial.labels.transport}, ${written}`,
    account: await readServerAccount(join(directory, 'trials', trial.id, 'flaws.jsonl')),
  };
}

/** Exact rows: what was accepted, every count the flaw changes, the sum of all it must not change, connections, bytes. */
export function* proveCounts({ trial, flaw, subject, account }: FlawedTrial): Generator<ProofRow> {
  const { ratePerSecond, warmUpUs, durationUs, clients, payloadBytes } = trial.plan;
  const messages = Math.round((ratePerSecond * (warmUpUs + durationUs)) / 1e6);
  const exact = (quantity: string, predicted: number, measured: number | null, unit = ''): ProofRow => {
    return { subject, quantity, unit, predicted, measured, tolerance: 0 };
  };
  yield exact('ledger.accepted', messages, trial.ledger.accepted);
  const predicted = predictCounts(flaw, { messages, clients }, account);
  const counts = listCounts(trial);
  for (const [figure, value] of Object.entries(predicted)) {
    yield exact(figure, value, counts[figure] ?? null);
    delete counts[figure];
  }
  // Which client lost most depends on when each was back.
  if (flaw.kind === 'ignore-cursor') delete counts['ledger.worstClientLost'];
  const others = Object.values(counts).reduce((sum, count) => sum + count, 0);
  yield exact('all other counts of ledger, failures and storm', 0, others);
  yield exact('connections.steady.server', clients, trial.connections.steady.server);
  const { sent } = account;
  yield exact('bytes.payload', sent.length * payloadBytes, trial.bytes.payload, 'B');
  yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted, 'B');
  // Half a message is framing too, and how much of it the kernel had sent is not the server's to know.
  const framing = predictFramingBytes(trial.labels.transport, flaw, { sent, payloadBytes, clients });
  if (framing !== undefined && flaw.kind !== 'cut-message') {
    yield exact('bytes.framing', framing, trial.bytes.framing, 'B');
    yield exact('bytes.heartbeats', predictHeartbeatBytes(flaw, sent.length), trial.bytes.heartbeats, 'B');
  }
}

/** @param floor delivery latency of the same run's trial without a flaw: what a message takes besides */
export function* proveLatency(
  { trial, flaw, subject, account }: FlawedTrial,
  floor: LatencySummary,
): Generator<ProofRow> {
  if (!latencyFlaws.has(flaw.kind)) return;
  const { deliveryLatencyUs: measured, plan, server } = trial;
  const latencies = predictLatencies(flaw, account, plan.warmUpUs);
  const fallingDueWithin = (timeUs: number) => Math.ceil((timeUs * plan.ratePerSecond) / 1e6);
  const everyone = flaw.kind === 'coalesce' ? fallingDueWithin(flaw.byUs) : 1;
  const row = (
    figure: 'mean' | 'p50' | 'p90' | 'p99' | 'max',
    predicted: number,
    together = everyone,
  ): ProofRow => ({
    subject,
    quantity: `deliveryLatencyUs.${figure}`,
    unit: 'µs',
    predicted: Math.round(predicted),
    measured: measured[figure],
    // The histogram's resolution and the floor, once for each message that is handled together with this one.
    tolerance: Math.round(predicted * 1e-3 + together * (floor[figure] ?? 0)),
  });
  yield row('mean', meanOf(latencies));
  yield row('p50', quantileOf(latencies, 0.5));
  if (flaw.kind !== 'stall') {
    yield row('p90', quantileOf(latencies, 0.9));
    yield row('p99', quantileOf(latencies, 0.99));
    return;
  }
  // The longest wait belongs to one message, so no step of the ladder can be mistaken for another; all that fell due
  // during the stall leaves with it.
  if (trial.labels.transport !== 'short-poll')
    yield row('max', Math.max(...latencies), fallingDueWithin(flaw.forUs));
  const longest = Math.max(...account.stalls.map(({ beginUs, endUs }) => endUs - beginUs));
  yield {
    subject,
    quantity: 'server.loopDelayUs.max',
    unit: 'µs',
    predicted: longest,
    measured: server.loopDelayUs.max,
    // A timer of 10 ms comes late by what of the stall lies after its due instant.
    tolerance: 10_000,
  };
}
