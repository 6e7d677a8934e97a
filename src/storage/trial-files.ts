import type { EncodedHistogram } from '../metrics/latency-histogram.js';
import type { PhaseName } from '../metrics/phases.js';

/** One row of a trial's timeline file: one bin of 100 ms. Instants from the trial's common start. */
export interface TimelineRow {
  atUs: number;
  phase: PhaseName;
  /** Gauges; null where no reading fell into the bin. */
  clientsConnected: number;
  serverConnections: number | null;
  kernelConnections: number | null;
  /** Counts in the bin. */
  attempts: number;
  subscribed: number;
  failed: number;
  disconnected: number;
  delivered: number;
  published: number;
  /** Of the deliveries in the bin; null when there were none. */
  latencyP50Us: number | null;
  latencyP99Us: number | null;
  latencyMaxUs: number | null;
  /** CPU the server used in the bin, as a share of one core; null when it was not running. */
  serverCpuShare: number | null;
  serverRssBytes: number | null;
  serverLoopDelayMaxUs: number | null;
  listenQueue: number | null;
}

/** One row of a trial's storm file: one bin of 10 ms with reconnection attempts in it. */
export interface StormRow {
  atUs: number;
  attempts: number;
  firstAttempts: number;
  subscribed: number;
  failed: number;
  /** Attempts that the plan foresees for this bin, from seed, policy and the instants of loss and readiness. */
  predicted: number;
  /** Connections lost. */
  lost: number;
  /** Attempts by the instant at which they were due, before the load generator's own delay. */
  due: number;
  /** Attempts that the policy's definition foresees whatever the seed; null where it is not known. */
  expected: number | null;
  /** Of the failed, by cause. */
  refused: number;
  reset: number;
  timeout: number;
  unavailable: number;
  handshake: number;
  resource: number;
}

/** One row of a trial's clients file: one client's ledger. */
export interface ClientRow {
  client: number;
  subscribedAtUs: number | null;
  /** Sequence number from which messages were due to it; null when it never subscribed. */
  firstDue: number | null;
  expected: number;
  delivered: number;
  lost: number;
  duplicate: number;
  outOfOrder: number;
  recovered: number;
  /** Lost sequence numbers as ranges: `12-14 40`. */
  lostSequences: string;
  connections: number;
  attempts: number;
  /** Delays that its reconnect policy gave it, and a 32-bit digest over them (FNV-1a): the seed decides both together. */
  delays: number;
  delayDigest: number;
}

/** One row of a trial's echoes file: what one client sent, and what came back to it. sent = returned + lost. */
export interface EchoRow {
  client: number;
  due: number;
  sent: number;
  returned: number;
  lost: number;
  duplicate: number;
  outOfOrder: number;
  /** Lost sequence numbers of this client as ranges: `12-14 40`. */
  lostSequences: string;
}

/** A trial's histograms file, by name: `delivery` (the measured phases together), `delivery.steady`, `connect` … */
export interface HistogramsFile {
  unit: 'us';
  encoding: 'HdrHistogram V2 compressed base64';
  histograms: Record<string, EncodedHistogram>;
}

/** A trial's publisher file: the publisher's own log. Messages as ranges of sequence numbers: `0-99 120-250`. */
export interface PublisherFile {
  due: number;
  /** 32-bit digest (FNV-1a) over the gaps between the due instants, microseconds: schedule and seed decide it. */
  gapDigest: number;
  sent: string;
  acknowledged: string;
  refused: string;
  unconfirmed: string;
  /** What the ledgers are held against: acknowledged, or unconfirmed but delivered to some client. */
  accepted: string;
}
