import type { Flaw } from './flaw.js';
import { keepBusy } from './keep-busy.js';

const sleepCell = new Int32Array(new SharedArrayBuffer(4));

/**
 * The process stands still for every new connection of a client before its first request is served: a server whose handshakes
 * cost that much, but one that leaves the machine's cores to others meanwhile.
 */
export function slowHandshake(byUs: number): Flaw {
  return { meetConnection: () => void Atomics.wait(sleepCell, 0, 0, byUs / 1000) };
}

/** The same at the cost of CPU time: a server whose handshakes are computed, as those of TLS are. */
export function busyHandshake(byUs: number): Flaw {
  return { meetConnection: () => keepBusy(byUs) };
}
