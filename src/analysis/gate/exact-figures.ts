import type { Scenario, Trial } from '../../scenario/scenario.js';
import type { TrialResult } from '../../storage/result.js';
import { decideAttempts } from './decide-attempts.js';

/**
 * A figure that comes out the same on every machine, however busy: counts that seed and scenario decide, and bytes of protocols whose
 * sizes do not depend on time.
 */
export interface ExactFigure {
  readonly name: ExactName;
  readonly value: number;
}

/** Whether more of it is worse, or less; `any`: every change is one to explain. */
const catalogue = {
  /** Messages that fell due. */
  'publisher.due': 'any',
  /** Messages that the server acknowledged. */
  'publisher.acknowledged': 'less',
  /** Accepted messages due to clients. */
  expected: 'any',
  /** Messages that reached a client. */
  delivered: 'less',
  /** Accepted messages that a client did not get. */
  lost: 'more',
  /** Messages that reached a client again. */
  duplicate: 'more',
  /** Messages that reached a client after a later one. */
  outOfOrder: 'more',
  /** Messages of clients that did not come back. */
  'echo.lost': 'more',
  /** Messages of clients that came back again. */
  'echo.duplicate': 'more',
  /** Messages in rooms that a member did not hear. */
  'chat.lost': 'more',
  /** Messages in rooms that a member heard again. */
  'chat.duplicate': 'more',
  /** Connection attempts that came to a subscribed notice. */
  'connections.opened': 'more',
  /** Connection attempts that did not. */
  'connections.failed': 'more',
  /** Connections in the steady phase as the clients count them. */
  'connections.clients': 'any',
  /** Connections in the steady phase as the server counts them. */
  'connections.server': 'any',
  /** Connections in the steady phase as the kernel counts them. */
  'connections.kernel': 'any',
  /** Starts of the server. */
  'server.starts': 'more',
  /** Payloads on the clients’ sockets. */
  'bytes.payload': 'more',
  /** What surrounds payloads downstream. */
  'bytes.framing': 'more',
  /** Establishing and ending connections. */
  'bytes.setup': 'more',
  /** Connections lost that were meant to stay. */
  'storm.disconnected': 'any',
  /** Reconnection attempts. */
  'storm.attempts': 'more',
  /** Reconnection attempts that failed. */
  'storm.failed': 'more',
} as const satisfies Record<string, 'more' | 'less' | 'any'>;

export type ExactName = keyof typeof catalogue;

export const exactNames = Object.keys(catalogue) as readonly ExactName[];

/** @returns whether a change from one value to another is for the worse; undefined where neither is better */
export function isWorse(name: ExactName, before: number, after: number): boolean | undefined {
  const worse = catalogue[name];
  return worse === 'any' ? undefined : after > before === (worse === 'more');
}

/**
 * The exact figures of a trial; which they are is decided by its scenario alone, never by what was measured. docs/gate.md gives the
 * reason for each.
 */
export function listExactFigures(trial: Trial, result: TrialResult): ExactFigure[] {
  const readings = {
    ...readAlways(trial.scenario, result),
    ...readCalm(trial.scenario, result),
    ...readStorm(trial, result),
  };
  return exactNames.flatMap((name) => {
    const value = readings[name];
    return value === undefined || value === null ? [] : [{ name, value }];
  });
}

/** Server and kernel are read every 100 ms: in a steady phase as long as this some readings come through on the busiest machine. */
export const surelyReadUs = 2_000_000;

type Readings = Partial<Record<ExactName, number | null | undefined>>;

/** The schedule is the seed's; and a cursor that the server obeys brings nothing twice, whatever happens to connections. */
function readAlways({ target }: Scenario, { publisher, ledger }: TrialResult): Readings {
  return {
    'publisher.due': publisher.due,
    ...(target === undefined ? { duplicate: ledger.duplicate, outOfOrder: ledger.outOfOrder } : {}),
  };
}

/** Where nothing goes wrong on purpose and all clients keep up, everything published arrives. */
function readCalm(scenario: Scenario, result: TrialResult): Readings {
  if (!isCalm(scenario)) return {};
  const { publisher, ledger, echo, chat, connections, server } = result;
  const hasReadings = scenario.durationUs >= surelyReadUs;
  return {
    'publisher.acknowledged': publisher.acknowledged,
    duplicate: ledger.duplicate,
    outOfOrder: ledger.outOfOrder,
    expected: ledger.expected,
    delivered: ledger.delivered,
    lost: ledger.lost,
    'echo.lost': echo?.ledger.lost,
    'echo.duplicate': echo?.ledger.duplicate,
    'chat.lost': chat?.ledger.lost,
    'chat.duplicate': chat?.ledger.duplicate,
    'connections.opened': connections.opened,
    'connections.failed': connections.failed,
    'connections.clients': connections.steady.clients,
    ...(hasReadings
      ? { 'connections.server': connections.steady.server, 'connections.kernel': connections.steady.kernel }
      : {}),
    'server.starts': server.starts,
    ...readBytes(scenario, result),
  };
}

function readBytes(scenario: Scenario, { bytes }: TrialResult): Readings {
  const hasFixedSizes = explainSizes(scenario) === undefined;
  return {
    'bytes.payload': hasMoreTraffic(scenario) ? undefined : bytes.payload,
    ...(hasFixedSizes ? { 'bytes.framing': bytes.framing, 'bytes.setup': bytes.setup } : {}),
  };
}

export function hasMoreTraffic({ echo, chat, acks }: Scenario): boolean {
  return [echo, chat, acks].some((part) => part !== undefined);
}

/**
 * Why bytes around payloads are not the same every time; undefined where they are. A target shifts its ids by its canaries, which count as
 * set-up; and of what it wraps its messages in nothing is known.
 */
export function explainSizes(scenario: Scenario): string | undefined {
  const { transport, server, target } = scenario;
  if (transport !== 'websocket' && transport !== 'sse') return 'how many polls there are is a matter of time';
  if (target !== undefined) return 'a target is sent canaries, as many as it takes';
  if (server.tls) return 'signatures and records of TLS vary in length';
  if (server.compression) return 'compressed sizes vary with the timestamps in payloads';
  return hasMoreTraffic(scenario) ? 'clients send messages of their own' : undefined;
}

function readStorm(trial: Trial, { storm }: TrialResult): Readings {
  if (trial.scenario.faults.length === 0 || decideAttempts(trial) === undefined) return {};
  return {
    'storm.disconnected': storm.disconnected,
    'storm.attempts': storm.attempts,
    'storm.failed': storm.failed,
  };
}

export function isCalm({ faults, proxy, clients, fallback, server, tokens }: Scenario): boolean {
  return (
    faults.length === 0 &&
    proxy === undefined &&
    fallback.length === 0 &&
    (clients.cohorts ?? []).length === 0 &&
    clients.staleAfterUs === undefined &&
    server.admission === undefined &&
    server.acceptRatePerSecond === undefined &&
    server.threads === undefined &&
    clients.count <= server.maxConnections &&
    tokens === undefined
  );
}
