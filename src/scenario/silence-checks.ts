import type { FaultSettings } from './fault-schema.js';
import { type Judgement, reject, remark } from './judgement.js';
import type { Scenario } from './scenario.js';
import { formatDuration } from './units.js';
import { usesUplinks } from './workload-checks.js';

const lastingKinds = ['stall', 'packet-blackhole', 'packet-loss', 'vanish'] as const;
type Lasting = Extract<FaultSettings, { kind: (typeof lastingKinds)[number] }>;

/** What contradicts itself around clients that hear nothing, and faults that make it so. */
export function* checkSilence(scenario: Scenario): Generator<Judgement> {
  yield* checkStaleAfter(scenario);
  for (const [index, fault] of scenario.faults.entries()) {
    if (!isLasting(fault)) continue;
    yield* checkLength(scenario, fault, index);
    if (fault.kind === 'vanish') yield* checkVanish(scenario, fault.share, index);
    if (fault.kind === 'stall') yield* checkStall(scenario, fault.atUs + fault.lengthUs, index);
  }
}

function isLasting(fault: FaultSettings): fault is Lasting {
  return lastingKinds.some((kind) => kind === fault.kind);
}

/** Longest silence between two signs of life on a healthy connection. */
export function longestSilenceUs({ transport, clients, publish, poll, server, target }: Scenario): number {
  const betweenMessagesUs =
    publish.ratePerSecond > 0 ? 1e6 / publish.ratePerSecond : Number.POSITIVE_INFINITY;
  if (transport === 'short-poll') return poll.periodUs;
  if (transport === 'long-poll') return Math.min(betweenMessagesUs, poll.holdUs);
  // Pongs to a client's own pings are signs of life, too.
  const pongUs = clients.heartbeat?.everyUs ?? Number.POSITIVE_INFINITY;
  const pingUs = target === undefined ? server.heartbeatUs : Number.POSITIVE_INFINITY;
  return Math.min(betweenMessagesUs, pingUs, pongUs);
}

function* checkStaleAfter(scenario: Scenario): Generator<Judgement> {
  const { staleAfterUs } = scenario.clients;
  const silenceUs = longestSilenceUs(scenario);
  if (staleAfterUs === undefined || staleAfterUs > silenceUs) return;
  yield remark(
    ['clients', 'staleAfter'],
    `a healthy ${scenario.transport} connection may be silent for ${Number.isFinite(silenceUs) ? formatDuration(Math.round(silenceUs)) : 'ever'}, so clients would give it up after ${formatDuration(staleAfterUs)}`,
    'raise it, or lower server.heartbeat, poll.period or poll.hold',
  );
}

function* checkLength({ durationUs }: Scenario, fault: Lasting, index: number): Generator<Judgement> {
  const endUs = fault.atUs + (fault.lengthUs ?? 0);
  if (endUs <= durationUs) return;
  yield reject(
    ['faults', index, 'for'],
    `it would last until ${formatDuration(endUs)} of a measured part of ${formatDuration(durationUs)}`,
    'lengthen duration, or shorten the fault or move it forward',
  );
}

function* checkVanish(scenario: Scenario, share: number, index: number): Generator<Judgement> {
  const { clients, transport } = scenario;
  if (Math.round(share * clients.count) < 1) {
    const problem = `${share * 100}% of ${clients.count} clients is nobody`;
    yield reject(['faults', index, 'share'], problem, 'raise share or clients.count');
  }
  if (!usesUplinks(scenario)) return;
  const problem = `${transport} clients post what they have to say on a second connection, which does not vanish`;
  yield reject(['faults', index, 'kind'], problem, 'use websocket, or clients that only receive');
}

function* checkStall({ faults }: Scenario, endUs: number, index: number): Generator<Judgement> {
  const { atUs } = faults[index] ?? { atUs: endUs };
  for (const [at, other] of faults.entries()) {
    const isAnother = at !== index && (other.kind === 'stall' || other.kind === 'server-restart');
    if (!isAnother || other.atUs < atUs || other.atUs >= endUs || (other.atUs === atUs && at < index))
      continue;
    yield reject(
      ['faults', at, 'at'],
      `the server stands still at that time, from faults[${index}] until ${formatDuration(endUs)}`,
      `use ${formatDuration(endUs)} or later`,
    );
  }
}
