/** A request as the pool sees it. */
export interface Job {
  /** Called when a handler is free for it, at once or later. */
  start(): void;
}

/** A fixed number of handlers. Each takes one job until `finish`; others wait in order of arrival, up to a limit. */
export class HandlerPool {
  readonly #queueLimit: number;
  readonly #waiting = new Set<Job>();
  readonly #running = new Set<Job>();
  readonly #size: number;

  constructor(size: number, queueLimit: number) {
    this.#size = size;
    this.#queueLimit = queueLimit;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Those without a handler, in order of arrival. */
  listWaiting(): Job[] {
    return [...this.#waiting];
  }

  /** @returns what became of the job; one that is refused is forgotten */
  enter(job: Job): 'started' | 'waiting' | 'refused' {
    if (this.#running.size < this.#size) {
      this.#running.add(job);
      job.start();
      return 'started';
    }
    if (this.#waiting.size >= this.#queueLimit) return 'refused';
    this.#waiting.add(job);
    return 'waiting';
  }

  /** A job is done, or gone before it was started; doing so twice does nothing. */
  finish(job: Job): void {
    if (this.#waiting.delete(job) || !this.#running.delete(job)) return;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.#running.add(next);
    next.start();
  }
}
