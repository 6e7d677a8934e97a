import type { ConditionSettings } from '../scenario/faults/toxic.js';

/** A toxic with the number by which it is taken away again; it seeds the toxic's draws, too. */
export interface ToxicOrder extends ConditionSettings {
  readonly id: number;
}

export interface ProxyServerSettings {
  /** Where it listens. */
  readonly host: string;
  readonly port: number;
  /** Where the server does. */
  readonly server: { readonly host: string; readonly port: number };
  /** Source addresses of its connections to the server; empty: the system's choice. */
  readonly localAddresses: readonly string[];
  readonly seed: number;
  readonly idleTimeoutUs: number | undefined;
  readonly stripUpgrade: boolean;
  /** Toxics that are there from the beginning to the end. */
  readonly conditions: readonly ToxicOrder[];
}

/** What became of the connections of a proxy. */
export interface ProxyCounters {
  accepted: number;
  /** The most at one time. */
  peak: number;
  /** Closed again because the server could not be reached. */
  unreachable: number;
  /** Closed because nothing had come from either side for the idle timeout. */
  idleClosed: number;
  /** WebSocket handshakes from which `Upgrade` was taken. */
  upgradesStripped: number;
  /** The process ran out of file descriptors, ports or memory. */
  starved: boolean;
}
