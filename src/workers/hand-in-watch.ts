/** How long a process that has something to hand in may show no sign of life, milliseconds. */
const silenceMs = 15_000;
/** How long handing in may take altogether, signs of life or not. */
const altogetherMs = 120_000;

/**
 * Watches processes while they hand in what they measured. Closing ten thousand connections and writing up their ledgers takes as
 * long as it takes, so what counts is that a process is at work, not for how long.
 */
export class HandInWatch<Process> {
  /** Rejects with what is wrong, in words; never resolves. */
  readonly overdue: Promise<never>;
  readonly #silent = new Map<Process, NodeJS.Timeout>();
  readonly #altogether: NodeJS.Timeout;
  #give: (why: string) => void = () => undefined;

  constructor(processes: Iterable<Process>, describe: (why: string) => Error) {
    this.overdue = new Promise((_, reject) => {
      this.#give = (why) => reject(describe(why));
    });
    this.overdue.catch(() => undefined);
    for (const process of processes) this.#arm(process);
    const why = `load processes did not hand in their figures within ${altogetherMs / 1000} s`;
    this.#altogether = setTimeout(() => this.#give(why), altogetherMs);
  }

  /** The process is still at it. */
  noteLife(process: Process): void {
    if (this.#silent.has(process)) this.#arm(process);
  }

  /** The process has handed in everything. */
  noteDone(process: Process): void {
    clearTimeout(this.#silent.get(process));
    this.#silent.delete(process);
  }

  stop(): void {
    clearTimeout(this.#altogether);
    for (const timer of this.#silent.values()) clearTimeout(timer);
    this.#silent.clear();
  }

  #arm(process: Process): void {
    clearTimeout(this.#silent.get(process));
    const why = `a load process that was to hand in its figures showed no sign of life for ${silenceMs / 1000} s`;
    this.#silent.set(
      process,
      setTimeout(() => this.#give(why), silenceMs),
    );
  }
}
