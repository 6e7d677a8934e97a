/** What happened to connections and messages in one bin of 10 ms. */
export interface ActivityRow {
  /** Bin number: it covers [bin · 10 ms, (bin + 1) · 10 ms) from the trial's common start. */
  bin: number;
  /** Connection attempts begun, first connections and returns alike. */
  attempts: number;
  /** Those of clients that had been connected before: the storm. */
  returnAttempts: number;
  /** Those that were the first after a loss. */
  firstReturnAttempts: number;
  /** Attempts that ended with a subscribed notice, and those of them that were returns. */
  subscribed: number;
  returned: number;
  /** Attempts that failed, and those of them that were returns. */
  failed: number;
  returnFailed: number;
  /** Established connections lost. */
  disconnected: number;
  /** First deliveries of messages. */
  delivered: number;
}

export type ActivityKey = Exclude<keyof ActivityRow, 'bin'>;

/** Width of an activity bin. */
export const activityBinUs = 10_000;

/** Width of a timeline bin: ten activity bins. */
export const timelineBinUs = 100_000;

export function emptyActivityRow(bin: number): ActivityRow {
  return {
    bin,
    attempts: 0,
    returnAttempts: 0,
    firstReturnAttempts: 0,
    subscribed: 0,
    returned: 0,
    failed: 0,
    returnFailed: 0,
    disconnected: 0,
    delivered: 0,
  };
}

/** Adds the counts of `from` to `into`; the bin stays. */
export function addActivity(into: ActivityRow, from: ActivityRow): void {
  for (const key of Object.keys(into) as (keyof ActivityRow)[]) if (key !== 'bin') into[key] += from[key];
}

/**
 * Counts activity by bins. Time only goes forward, so one open row is enough; a row is handed on once its bin is over
 * and only if something happened in it. Memory is bounded by how often `take` is called.
 */
export class ActivityCounter {
  readonly #originUs: number;
  #row = emptyActivityRow(0);
  #used = false;
  #done: ActivityRow[] = [];

  constructor(originUs: number) {
    this.#originUs = originUs;
  }

  count(key: ActivityKey, nowUs: number): void {
    const bin = Math.max(0, Math.floor((nowUs - this.#originUs) / activityBinUs));
    if (bin !== this.#row.bin) this.#turn(bin);
    this.#row[key]++;
    this.#used = true;
  }

  /** The rows of all bins that are over at `nowUs`, each once. */
  take(nowUs: number): ActivityRow[] {
    const bin = Math.floor((nowUs - this.#originUs) / activityBinUs);
    if (bin > this.#row.bin) this.#turn(bin);
    const rows = this.#done;
    this.#done = [];
    return rows;
  }

  #turn(bin: number): void {
    if (this.#used) this.#done.push(this.#row);
    this.#row = emptyActivityRow(bin);
    this.#used = false;
  }
}
