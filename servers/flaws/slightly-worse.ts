import type { Flaw } from './flaw.js';

/** What a change of code does to a server by accident: each message costs a little more, each answer is a little longer. */

/** Turns for the given time at each delivery: CPU time, not waiting. */
export function burnCpu(byUs: number): Flaw {
  const byNs = BigInt(byUs) * 1000n;
  return {
    decideFate() {
      const untilNs = process.hrtime.bigint() + byNs;
      while (process.hrtime.bigint() < untilNs);
      return 'whole';
    },
  };
}

export function addHeader(): Flaw {
  return { extraHeader: ['X-Flaw', '1'] };
}

/** Every message enters the history with this many bytes more. */
export function pad(bytes: number): Flaw {
  const padding = Buffer.alloc(bytes, '.');
  return { wrapPublish: (next) => (payload) => next(Buffer.concat([payload, padding])) };
}
