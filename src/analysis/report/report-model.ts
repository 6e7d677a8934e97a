import type { TransportName } from '../../wire/transport-names.js';
import type { CellValue, Phrase } from './phrase.js';
import type { Standing } from './standing.js';

/**
 * Everything a report shows, already decided: which sentences, which rows, which series. Renderers only lay it out, so
 * that HTML, Markdown and terminal cannot disagree.
 */
export interface ReportModel {
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly startedAt: string;
    readonly status: string;
  };
  /** What was run, one fact per line. */
  readonly facts: readonly Fact[];
  /** Where server and load generator ran: stands in every report. */
  readonly placement: Phrase;
  readonly verdicts: readonly Verdict[];
  readonly trials: readonly TrialHead[];
  readonly notices: readonly NoticeLine[];
  readonly tables: {
    /** The few figures that fit a terminal or a comment. */
    readonly summary: Table;
    readonly transports: Table;
    /** Without rows when no client had messages echoed. */
    readonly echo: Table;
    readonly echoSummary: Table;
    /** Of what only some scenarios have: cohorts, full buffers, acknowledgements, answers, rooms. Only those with rows. */
    readonly workloads: readonly WorkloadTables[];
    readonly latency: Table;
    readonly back: Table;
    readonly storm: Table;
    /** Without rows when no connection went silent. */
    readonly halfOpen: Table;
    readonly halfOpenSummary: Table;
    readonly connections: Table;
    /** Without rows when there was neither a proxy nor a transport to fall back to. */
    readonly proxy: Table;
    readonly bytes: Table;
    /** What crossed the network; no rows when the wire was not looked at. */
    readonly wire: Table;
    readonly ledger: Table;
    readonly generator: Table;
    /** Without rows when the scenario states none. */
    readonly thresholds: Table;
  };
  readonly distributions: readonly DistributionSeries[];
  readonly timelines: readonly TimelineSeries[];
  readonly storms: readonly StormPanel[];
  readonly byteParts: ByteParts;
  readonly environment: readonly Fact[];
  readonly scenario: { readonly file: string; readonly hash: string; readonly source: string };
  readonly glossary: readonly GlossaryEntry[];
}

export interface Fact {
  readonly name: string;
  readonly value: Phrase;
}

/** An answer in plain words, drawn from valid trials only. */
export interface Verdict {
  readonly topic: string;
  readonly headline: Phrase;
  readonly details: readonly Phrase[];
}

export interface TrialHead {
  readonly id: string;
  /** Short and unique in the report: `WebSocket, full-jitter`. */
  readonly name: string;
  readonly transport: TransportName;
  readonly labels: Readonly<Record<string, string>>;
  readonly standing: Standing;
  /** Trials with the same index share a line style: it counts the combinations of labels other than the transport. */
  readonly style: number;
}

export interface NoticeLine {
  readonly kind: 'invalid' | 'warning';
  readonly phase: string | null;
  /** What was found where; trials with the same words share an entry. */
  readonly findings: readonly { readonly trials: readonly string[]; readonly message: string }[];
  readonly remedy: string;
}

export interface WorkloadTables {
  /** For links within a page. */
  readonly id: string;
  readonly full: Table;
  /** The few figures that fit a terminal. */
  readonly brief: Table;
}

export interface Table {
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly note: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Column {
  readonly title: string;
  readonly numeric: boolean;
}

export interface Row {
  /** Marked wherever it is shown, unless valid. */
  readonly standing: Standing;
  /** One per column. */
  readonly cells: readonly CellValue[];
}

export interface DistributionSeries {
  readonly trial: string;
  readonly histogram: string;
  /** [percentile 0..1, microseconds], ascending. */
  readonly points: readonly (readonly [number, number])[];
}

export interface TimelineSeries {
  readonly trial: string;
  readonly binUs: number;
  readonly outages: readonly { readonly fromUs: number; readonly toUs: number }[];
  readonly marks: readonly { readonly atUs: number; readonly text: string }[];
  /** One value per bin in each. */
  readonly atUs: readonly number[];
  readonly clientsConnected: readonly number[];
  readonly serverConnections: readonly (number | null)[];
  readonly kernelConnections: readonly (number | null)[];
  readonly deliveredPerSecond: readonly number[];
  readonly attempts: readonly number[];
  readonly failed: readonly number[];
  readonly latencyP50Us: readonly (number | null)[];
  readonly latencyP99Us: readonly (number | null)[];
  readonly serverCpuShare: readonly (number | null)[];
}

/** All storms that differ in nothing but the reconnect policy (and the repeat). */
export interface StormPanel {
  readonly name: string;
  readonly series: readonly StormSeries[];
}

export interface StormSeries {
  readonly trial: string;
  readonly policy: string;
  /** Instant of the server's return, from the fault; null when the server stayed or did not come back. */
  readonly readyUs: number | null;
  /** Attempts per 100 ms and per 10 ms; instants count from the fault. */
  readonly coarse: StormCurve;
  readonly fine: StormCurve;
  /** Expected attempts in the fullest 100 ms; null where the policy's curve is not known. */
  readonly expectedPeak: number | null;
  /** [microseconds from the fault, share of the disconnected that were back]. */
  readonly back: readonly (readonly [number, number])[];
}

/**
 * [microseconds, attempts, attempts predicted from the seed, attempts that the policy foresees whatever the seed] per bin; bins left
 * out between two zeros are zero. The last is null where it is not known.
 */
export type StormCurve = readonly (readonly [number, number, number, number | null])[];

export interface ByteParts {
  readonly parts: readonly string[];
  /** Bytes per delivered message, one value per part. */
  readonly rows: readonly { readonly trial: string; readonly values: readonly number[] }[];
}

export interface GlossaryEntry {
  readonly term: string;
  readonly meaning: string;
}
