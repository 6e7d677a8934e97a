import type { TransportName } from '../wire/transport-names.js';
import type { AckSnapshot } from './ack-snapshot.js';
import type { BinCounts } from './bin-counts.js';
import type { ByteSplit } from './byte-split.js';
import type { ChatSnapshot } from './chat-snapshot.js';
import type { EncodedLedger } from './client-ledger.js';
import type { EchoSnapshot } from './echo-snapshot.js';
import type { AttemptCause } from './end-causes.js';
import type { EncodedHistogram } from './latency-histogram.js';
import type { PhaseName } from './phases.js';
import type { Scheduling } from './scheduling.js';
import type { TokenSnapshot } from './token-snapshot.js';

/** What one worker measured over a trial. Snapshots of several workers add up exactly. */
export interface LoadSnapshot {
  readonly histograms: Readonly<Record<string, EncodedHistogram>>;
  readonly bytes: ByteSplit;
  readonly failures: Readonly<Record<AttemptCause, number>>;
  readonly returnFailures: Readonly<Record<AttemptCause, number>>;
  readonly opened: number;
  readonly disconnected: number;
  readonly returned: number;
  readonly returnAttempts: number;
  /** Losses that waited for the server to be ready again: the ones that `back.ready` is about, be they back or not. */
  readonly awaitedServer: number;
  /** Losses that are never made good: the client's policy gave up, or the server told it to stay away. */
  readonly gaveUp: number;
  /** Attempts of clients that had been connected before, by the bin in which they were due. */
  readonly returnsDue: BinCounts;
  readonly returnFailuresByCause: Readonly<Partial<Record<AttemptCause, BinCounts>>>;
  readonly skippedPolls: number;
  readonly foreign: number;
  readonly ledgers: readonly EncodedLedger[];
  /** Absent when the clients had nothing echoed. */
  readonly echo?: EchoSnapshot | undefined;
  /** Clients by the transport they ended up with; absent where there was none to fall back to. */
  readonly fallback?: Readonly<Partial<Record<TransportName, number>>> | undefined;
  /** Absent when the clients acknowledged nothing. */
  readonly acks?: AckSnapshot | undefined;
  /** Absent when nobody asked for answers. */
  readonly tokens?: TokenSnapshot | undefined;
  /** Absent when nobody chatted. */
  readonly chat?: ChatSnapshot | undefined;
  readonly health: HealthByPhase;
  readonly scheduling: Scheduling;
}

/** How a process fared, by phase. */
export type HealthByPhase = Readonly<Partial<Record<PhaseName, ProcessHealth>>>;

export interface ProcessHealth {
  /** Share of the time that the event loop was busy, 0 to 1, and the time it is a share of. */
  readonly utilisation: number;
  readonly elapsedUs: number;
  /** Longest time the event loop stood still. */
  readonly stallMaxUs: number;
  readonly cpuUs: number;
  /** Longest pause for garbage collection, and all of them together. */
  readonly gcLongestUs: number;
  readonly gcTotalUs: number;
}
