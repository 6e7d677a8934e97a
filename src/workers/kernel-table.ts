import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { KernelTcpQuestion, KernelTcpReading } from '../system/kernel-tcp.js';
import { builtFile } from '../system/package-root.js';

/** The kernel's TCP table, read in a thread of its own: with 20,000 connections it takes a tenth of a second, and faults are due meanwhile. */
export interface KernelTable {
  /** One reading at a time. Undefined where there is no such table. */
  read(question: KernelTcpQuestion): Promise<KernelTcpReading | undefined>;
  close(): void;
}

export function openKernelTable(): KernelTable {
  const thread = new Worker(builtFile('src/workers/kernel-table-thread.js'));
  return {
    read: async (question) => {
      thread.postMessage(question);
      try {
        const [reading] = (await once(thread, 'message')) as [KernelTcpReading | undefined];
        return reading;
      } catch {
        return undefined;
      }
    },
    close: () => void thread.terminate(),
  };
}
