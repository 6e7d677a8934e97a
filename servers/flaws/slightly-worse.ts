import type { Flaw } from './flaw.js';
import { keepBusy } from './keep-busy.js';

/** What a change of code does to a server by accident: each message costs a little more, each answer is a little longer. */

/** Each delivery costs this much more CPU time. */
export function burnCpu(byUs: number): Flaw {
  return {
    decideFate() {
      keepBusy(byUs);
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
