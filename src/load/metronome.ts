import { Worker } from 'node:worker_threads';
import type { EchoGrid } from '../schedule/echo-grid.js';
import { builtFile } from '../system/package-root.js';

/** What the thread is told to keep time for. */
export interface MetronomeTask {
  readonly grid: EchoGrid;
  readonly clients: readonly number[];
  /** How long before each instant to tick. */
  readonly leadUs: number;
}

/** Says when a message of some client is about to fall due. */
export interface Metronome {
  start(task: MetronomeTask): void;
  stop(): Promise<void>;
}

/**
 * Keeps time in a thread of its own. A timer of the event loop counts whole milliseconds, several round trips of this
 * machine, and a thread that sleeps precisely hears nothing meanwhile, least of all the echo that it is to time. So another
 * thread sleeps, and wakes this one's event loop when something is about to be due.
 * @param onTick called once for every instant
 */
export function openMetronome(onTick: () => void): Metronome {
  const thread = new Worker(builtFile('src/load/metronome-thread.js'));
  thread.on('message', onTick);
  return {
    start: (task) => thread.postMessage(task),
    stop: async () => {
      thread.removeListener('message', onTick);
      await thread.terminate();
    },
  };
}
