import type { TransportName } from '../wire/transport-names.js';

/** Memory that one more subscribed client costs, in bytes. */
export interface ConnectionMemory {
  /** Resident memory of the load process and of the reference server. */
  readonly clientBytes: number;
  readonly serverBytes: number;
  /** Both sockets, their files and wait entries. */
  readonly kernelBytes: number;
}

/** TCP 2,368 + sock_inode_cache 832 + filp 192 + dentry 192 + eventpoll_epi 128, for both ends (/proc/slabinfo, Linux 6.18). */
const kernelBytes = 2 * (2_368 + 832 + 192 + 192 + 128);

/**
 * Measured with Node.js 20.20 on x86-64 as (resident memory with 4,500 clients − with 500) ÷ 4,000, one load process, one
 * message a second, rounded up to 1,000 bytes. Slow readers cost up to `server.buffer` more each.
 */
export const connectionMemory: Readonly<Record<TransportName, ConnectionMemory>> = {
  websocket: { clientBytes: 12_000, serverBytes: 8_000, kernelBytes },
  sse: { clientBytes: 16_000, serverBytes: 11_000, kernelBytes },
  'long-poll': { clientBytes: 15_000, serverBytes: 16_000, kernelBytes },
  'short-poll': { clientBytes: 13_000, serverBytes: 11_000, kernelBytes },
};

/** Resident memory of a load process or server without clients, measured likewise (83 to 100 MB) and rounded up. */
export const processMemoryBytes = 96 * 2 ** 20;
