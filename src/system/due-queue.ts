import type { Clock } from './clock.js';

/** Something that has to happen at an instant. Implemented by the waiting object itself, so waiting costs no closure. */
export interface DueTask {
  onDue(dueUs: number): void;
}

/** A timer source; tests bring one that fires when they say so. */
export interface Alarm {
  /** Calls back once after `delayMs`; the returned function calls it off. */
  set(callback: () => void, delayMs: number): () => void;
}

/** Zero delay goes through `setImmediate`: a client that retries at once must not be slowed to a timer's millisecond. */
const systemAlarm: Alarm = {
  set(callback, delayMs) {
    if (delayMs > 0) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    }
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};

interface Entry {
  readonly dueUs: number;
  readonly order: number;
  readonly task: DueTask;
  cancelled: boolean;
}

/** Returned by `at`; hand it to `cancel` to call the task off. */
export type DueHandle = Entry;

/**
 * Runs tasks at their due instants, in order of time and, within one instant, of entry.
 * One timer serves all simulated clients of a process: a binary heap keeps the next due task on top.
 */
export class DueQueue {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #heap: Entry[] = [];
  #orders = 0;
  #cancelled = 0;
  #disarm: (() => void) | undefined;
  #armedForUs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, alarm: Alarm = systemAlarm) {
    this.#clock = clock;
    this.#alarm = alarm;
  }

  /** Tasks still waiting. */
  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  at(dueUs: number, task: DueTask): DueHandle {
    const entry: Entry = { dueUs, order: this.#orders++, task, cancelled: false };
    this.#push(entry);
    this.#arm();
    return entry;
  }

  /** Calls a task off; doing so twice, or after it ran, does nothing. */
  cancel(handle: DueHandle): void {
    if (handle.cancelled) return;
    handle.cancelled = true;
    this.#cancelled++;
    // Cancelled entries leave lazily; rebuild once they are most of the heap, so that it stays in proportion.
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  /** Drops every task and the timer. */
  clear(): void {
    // A handle may outlive its entry: a later `cancel` of it must not be counted against the new heap.
    for (const entry of this.#heap) entry.cancelled = true;
    this.#heap = [];
    this.#cancelled = 0;
    this.#arm();
  }

  /** Runs what is due by now. Called by the timer; tests call it directly. */
  run(): void {
    const now = this.#clock.nowUs();
    for (
      let top = this.#heap[0];
      top !== undefined && (top.cancelled || top.dueUs <= now);
      top = this.#heap[0]
    ) {
      this.#pop();
      if (top.cancelled) this.#cancelled--;
      else {
        // From here on a `cancel` of this handle must not count it as waiting.
        top.cancelled = true;
        top.task.onDue(top.dueUs);
      }
    }
    this.#arm();
  }

  #arm(): void {
    const next = this.#heap[0]?.dueUs ?? Number.POSITIVE_INFINITY;
    if (next === this.#armedForUs) return;
    this.#disarm?.();
    this.#armedForUs = next;
    this.#disarm =
      next === Number.POSITIVE_INFINITY ? undefined : this.#alarm.set(this.#onAlarm, this.#delayMs(next));
  }

  /** Timers count whole milliseconds: rounded up, so that a task never runs before it is due. */
  #delayMs(dueUs: number): number {
    return Math.min(2 ** 30, Math.max(0, Math.ceil((dueUs - this.#clock.nowUs()) / 1000)));
  }

  readonly #onAlarm = (): void => {
    this.#disarm = undefined;
    this.#armedForUs = Number.POSITIVE_INFINITY;
    this.run();
  };

  #compact(): void {
    const kept = this.#heap.filter((entry) => !entry.cancelled);
    this.#heap = [];
    this.#cancelled = 0;
    for (const entry of kept) this.#push(entry);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.dueUs === b.dueUs ? a.order < b.order : a.dueUs < b.dueUs;
}
