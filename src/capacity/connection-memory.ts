import type { TransportName } from '../wire/transport-names.js';

/** Resident memory that one more subscribed client costs, in bytes. */
export interface ConnectionMemory {
  readonly clientBytes: number;
  readonly serverBytes: number;
  /** Both sockets, their files and wait entries. */
  readonly kernelBytes: number;
}

export const connectionMemory: Readonly<Record<TransportName, ConnectionMemory>> = {
  websocket: { clientBytes: 20_000, serverBytes: 20_000, kernelBytes: 8_000 },
  sse: { clientBytes: 20_000, serverBytes: 20_000, kernelBytes: 8_000 },
  'long-poll': { clientBytes: 20_000, serverBytes: 20_000, kernelBytes: 8_000 },
  'short-poll': { clientBytes: 20_000, serverBytes: 20_000, kernelBytes: 8_000 },
};

/** Resident memory of one of Squall's processes without clients. */
export const processMemoryBytes = 80 * 2 ** 20;
