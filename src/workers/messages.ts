import type { ClientSocket } from '../faults/fault.js';
import type { ActivityRow } from '../metrics/activity.js';
import type { LatencyRow } from '../metrics/bin-latencies.js';
import type { HealthByPhase, LoadSnapshot } from '../metrics/load-snapshot.js';
import type { PhaseName } from '../metrics/phases.js';
import type { EncodedPublishLog } from '../metrics/publish-log.js';
import type { Scheduling } from '../metrics/scheduling.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Hop } from '../transports/transport.js';

/** Everything a load process needs to know about its trial before the start. Instants are on the host's clock. */
export interface TrialBrief {
  readonly scenario: Scenario;
  /** Tag of the trial's messages, 8 hex digits. */
  readonly tag: string;
  /** Base address of the server under test. */
  readonly url: string;
  /** The trial's proxy, through which clients reach the server; undefined: there is none. */
  readonly proxy?: Hop | undefined;
  /** Of the server's other processes, where there are several. */
  readonly peerUrls?: readonly string[] | undefined;
  /** Base address for publishing; undefined: that of the server. */
  readonly publishUrl?: string | undefined;
  /** PEM of the server's certificate; undefined without TLS. */
  readonly certificate: string | undefined;
  /** What the `${NAME}` of a target stand for beside the environment: nothing secret. */
  readonly targetVariables: Readonly<Record<string, string>>;
  /** Folder that a target's files are named from. */
  readonly folder: string;
  /** Source addresses over which clients are spread; empty: the system's choice. */
  readonly localAddresses: readonly string[];
  /** Source address of the publisher; undefined: the system's choice. */
  readonly controlAddress: string | undefined;
  /** Source addresses of the second connections on which clients post messages to be echoed; empty: the system's choice. */
  readonly uplinkAddresses: readonly string[];
}

/** When messages fall due, on the host's clock; those before `measureFromUs` are warm-up. */
export interface MessageSchedule {
  readonly originUs: number;
  readonly endUs: number;
  readonly measureFromUs: number;
}

/** From the coordinator to a load process. One union for every kind of channel. */
export type Command =
  | {
      readonly kind: 'prepare-load';
      readonly brief: TrialBrief;
      readonly worker: number;
      readonly workers: number;
    }
  | { readonly kind: 'prepare-publisher'; readonly brief: TrialBrief }
  /** Clients begin their ramp at this common instant. */
  | { readonly kind: 'start'; readonly atUs: number }
  /** Publish canaries until the schedule starts. */
  | { readonly kind: 'publish-canaries' }
  /** Messages begin: the publisher's, and those that clients have echoed. */
  | ({ readonly kind: 'publish' } & MessageSchedule)
  | { readonly kind: 'phase'; readonly phase: PhaseName }
  /** Cut these clients; a worker picks out its own. */
  | { readonly kind: 'cut'; readonly clients: readonly number[]; readonly how: 'close' | 'reset' }
  /** All connections may be half open from this instant on: how long clients take to notice is measured. */
  | { readonly kind: 'silence'; readonly atUs: number }
  /** Say where these clients' connections are; a worker answers for its own, with `located`. */
  | { readonly kind: 'locate'; readonly question: number; readonly clients: readonly number[] }
  | { readonly kind: 'vanish'; readonly sockets: readonly ClientSocket[] }
  | { readonly kind: 'wake'; readonly clients: readonly number[] }
  | { readonly kind: 'server-away' }
  | { readonly kind: 'server-ready'; readonly atUs: number }
  | { readonly kind: 'finish' };

/** From a load process to the coordinator. */
export type Report =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'load-tick' } & LoadTick)
  | { readonly kind: 'publisher-tick'; readonly outstanding: number; readonly acknowledged: number }
  | { readonly kind: 'located'; readonly question: number; readonly sockets: readonly ClientSocket[] }
  | { readonly kind: 'published' }
  /** A canary was not accepted, for this reason. */
  | { readonly kind: 'canary-refused'; readonly why: string }
  /** It ends its connections and writes up what it measured: a sign of life, about once a second. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'load-finished'; readonly snapshot: LoadSnapshot }
  | {
      readonly kind: 'publisher-finished';
      readonly log: EncodedPublishLog;
      readonly health: HealthByPhase;
      readonly scheduling: Scheduling;
      readonly canaries: number;
    }
  | { readonly kind: 'failed'; readonly message: string };

export interface LoadTick {
  readonly worker: number;
  /** All bins before this instant (from the common start) are in; nothing for them follows. */
  readonly completeUs: number;
  readonly activity: readonly ActivityRow[];
  readonly latencies: readonly LatencyRow[];
  /** Clients subscribed now, and first deliveries so far. */
  readonly subscribed: number;
  readonly delivered: number;
  /** Clients that lost their connection and stay away for good. */
  readonly gaveUp: number;
  /** Clients that a canary has reached. */
  readonly reached: number;
  /** Why the last attempt failed that did, in words that hold nothing the server said. */
  readonly lastFailure: string | undefined;
  /** Second connections held now; absent: none. */
  readonly uplinks?: number;
  /** Absent when the clients have nothing echoed. */
  readonly echo?: EchoTick | undefined;
}

/** How a worker's echoes stand. */
export interface EchoTick {
  /** First returns so far, and messages sent that are not back. */
  readonly returned: number;
  readonly missing: number;
}
