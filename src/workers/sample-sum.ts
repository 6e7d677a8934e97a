import type { ServerSample } from '../metrics/measurement.js';

/**
 * Adds up the readings of several server processes to those of one server: each reading gives a new sum, with the last known
 * figures of the others. A process that is replaced begins a new life of the sum, in which CPU time and other counters begin
 * at 0 as those of a new process do, so that the last readings of all lives add up to what all processes used.
 */
export class SampleSum {
  readonly #onSample: (sample: ServerSample) => void;
  readonly #last = new Map<number | string, ServerSample>();
  /** The last life of each that has ended. */
  readonly #ended = new Map<number | string, number>();
  #life = 1;
  /** Counters of lives that are over. */
  #over = { cpuUs: 0, evictedByBytes: 0 };
  /** Counters at the beginning of the sum's present life. */
  #base = { cpuUs: 0, evictedByBytes: 0 };
  #atUs = Number.NEGATIVE_INFINITY;

  constructor(onSample: (sample: ServerSample) => void) {
    this.#onSample = onSample;
  }

  /** @param process what tells it from the others */
  add(process: number | string, sample: ServerSample): void {
    const before = this.#last.get(process);
    // Said before it ended, heard after it.
    if (this.#ended.get(process) === sample.life) return;
    if (before !== undefined && before.life !== sample.life) {
      this.#base = this.#count();
      this.#over = {
        cpuUs: this.#over.cpuUs + before.cpuUs,
        evictedByBytes: this.#over.evictedByBytes + before.evictedByBytes,
      };
      this.#life++;
    }
    this.#last.set(process, sample);
    this.#atUs = Math.max(this.#atUs, sample.atUs);
    this.#onSample(this.#add(sample));
  }

  /** The process is gone: what it held it holds no more, what it used stays used. */
  end(process: number | string): void {
    const last = this.#last.get(process);
    if (last === undefined) return;
    this.#ended.set(process, last.life);
    const nothing = { connections: 0, waiting: 0, uplinks: 0, rssBytes: 0, loopDelayMaxUs: 0 };
    this.#last.set(process, { ...last, ...nothing, outOfDescriptors: false });
  }

  /** @param latest what is told once, as an event of it */
  #add({ reapings = [] }: ServerSample): ServerSample {
    const counters = this.#count();
    const all = [...this.#last.values()];
    const sum = (pick: (sample: ServerSample) => number | undefined): number =>
      all.reduce((total, sample) => total + (pick(sample) ?? 0), 0);
    return {
      atUs: this.#atUs,
      life: this.#life,
      connections: sum(({ connections }) => connections),
      waiting: sum(({ waiting }) => waiting),
      uplinks: sum(({ uplinks }) => uplinks),
      cpuUs: counters.cpuUs - this.#base.cpuUs,
      rssBytes: sum(({ rssBytes }) => rssBytes),
      loopDelayMaxUs: Math.max(...all.map(({ loopDelayMaxUs }) => loopDelayMaxUs)),
      evictedByBytes: counters.evictedByBytes - this.#base.evictedByBytes,
      reapings,
      outOfDescriptors: all.some(({ outOfDescriptors }) => outOfDescriptors),
    };
  }

  #count(): { cpuUs: number; evictedByBytes: number } {
    let { cpuUs, evictedByBytes } = this.#over;
    for (const sample of this.#last.values()) {
      cpuUs += sample.cpuUs;
      evictedByBytes += sample.evictedByBytes;
    }
    return { cpuUs, evictedByBytes };
  }
}
