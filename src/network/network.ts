import type { WireCount } from '../metrics/wire-count.js';

/** Counts what crosses the network between clients and server in one trial. */
export interface WireMeter {
  /** Called when the server listens and no client has begun. */
  start(): void;
  /** Called while the clients are still connected, right before they are told to end. */
  beforeEnd(): Promise<void>;
  /** Called when the clients have ended and the server still runs. */
  finish(): Promise<WireCount>;
}

/** Where a trial takes place: addresses, and how processes get there. Every trial has a network of its own. */
export interface Network {
  /** Where the server listens; the same for clients, publisher and coordinator. */
  readonly host: string;
  readonly port: number;
  /** Further ports there that nobody listens on, as many as were asked for. */
  readonly extraPorts: readonly number[];
  /** Source address of publisher and coordinator, by which counts of clients leave them out. */
  readonly controlAddress: string;
  /** Source addresses over which clients are spread; empty: the system's choice. */
  readonly clientAddresses: readonly string[];
  /** Source addresses of the second connections on which clients post messages to be echoed. */
  readonly uplinkAddresses: readonly string[];
  /** Command and arguments that run the command after them where the server, or the load workers, belong. */
  readonly serverPrefix: readonly string[];
  readonly workerPrefix: readonly string[];
  /** Folder of the kernel's network tables as the server's side sees them: `/proc/net`. */
  readonly serverTables: string;
  /** Undefined when nothing but the sockets' own byte counts is asked for. */
  readonly wire: WireMeter | undefined;
  /** Removes what was made for the trial; call when its processes have ended. */
  close(): Promise<void>;
}

/**
 * @param clients how many clients the addresses must carry
 * @param sourceAddresses how many addresses to spread them over; undefined: as many as their ports ask for
 * @param extraPorts how many ports the server needs beside its first; none unless told
 */
export type OpenNetwork = (
  clients: number,
  sourceAddresses?: number,
  extraPorts?: number,
) => Promise<Network>;
