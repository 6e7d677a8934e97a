import { closeSync, openSync, writeSync } from 'node:fs';
import type { FlawLogLine } from '../../src/wire/flaws.js';

/** Lines kept in memory before they are written together. */
const mostWaiting = 500;

/** A flawed server's account of what it did, as lines of JSON. */
export interface FlawLog {
  write(line: FlawLogLine): void;
  stop(): void;
}

/** For flaws of servers that nobody asked for a log. */
export const noFlawLog: FlawLog = { write: () => undefined, stop: () => undefined };

/** A log that cannot be written; the message says which and why. */
export class FlawLogError extends Error {}

/** Appends to a file, so that all lives of a server can share it; what a killed server had in memory is missing. */
export class FlawLogFile implements FlawLog {
  readonly #file: number;
  #lines: string[] = [];

  /** @throws FlawLogError when the file cannot be written */
  constructor(path: string) {
    try {
      this.#file = openSync(path, 'a');
    } catch (error) {
      throw new FlawLogError(`flaw log ${path}: ${(error as Error).message}`);
    }
  }

  write(line: FlawLogLine): void {
    this.#lines.push(`${JSON.stringify(line)}\n`);
    if (this.#lines.length >= mostWaiting) this.#flush();
  }

  stop(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#lines.join(''));
    this.#lines = [];
  }
}
