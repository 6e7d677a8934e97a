import type { RunResult } from '../src/storage/result.js';

/** One line of the proof: a figure of Squall beside what theory, an oracle or an independent witness says it must be. */
export interface ProofRow {
  /** What was looked at: `sse, every 7th message dropped`. */
  readonly subject: string;
  /** The figure's name, as in result.json where it stands there: `ledger.lost`. */
  readonly quantity: string;
  readonly unit: string;
  readonly predicted: number;
  /** Null when there was no figure, which never agrees. */
  readonly measured: number | null;
  /** Largest difference that agrees, in the figure's unit; 0 for what must be exact. */
  readonly tolerance: number;
}

/** True when a row's figure agrees with its prediction. */
export function agrees({ predicted, measured, tolerance }: ProofRow): boolean {
  return measured !== null && Math.abs(measured - predicted) <= tolerance;
}

/** One chapter of the proof. */
export interface ProofPart {
  /** Names the part on the command line: `npm run proof -- flaws`. */
  readonly name: string;
  readonly title: string;
  /** Where the predictions come from, in a sentence: an RFC, a formula, a log, another program. */
  readonly source: string;
  /** What this part misses on this machine (`needs nginx: apt-get install nginx`), or undefined when it can run. */
  missing?(): string | undefined;
  prove(bench: ProofBench): AsyncIterable<ProofRow>;
}

/** What the parts of the proof may use. */
export interface ProofBench {
  /** A folder for this part's files, removed at the end. */
  readonly directory: string;
  /** Runs a scenario with the built command, as a user would. */
  run(scenarioYaml: string, ...args: readonly string[]): Promise<ProofRun>;
}

export interface ProofRun {
  readonly status: number;
  readonly stderr: string;
  readonly result: RunResult;
  /** The run's folder, where its other files lie. */
  readonly directory: string;
}
