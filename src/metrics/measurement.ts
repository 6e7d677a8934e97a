import type { ClockOffset } from '../system/clock-offset.js';
import type { Reaping } from '../wire/protocol.js';
import type { ActivityRow } from './activity.js';
import type { HealthByPhase } from './load-snapshot.js';
import type { MergedLoad } from './merge-snapshots.js';
import type { PhaseName } from './phases.js';
import type { EncodedPublishLog } from './publish-log.js';
import type { Scheduling } from './scheduling.js';
import type { WireCount } from './wire-count.js';

/** A stretch of a trial. Instants in microseconds from the trial's common start. */
export interface PhaseSpan {
  readonly name: PhaseName;
  readonly startUs: number;
  readonly endUs: number;
}

/** How a server is ended: `graceful` with SIGTERM, `crash` with SIGKILL. */
export type RestartMode = 'graceful' | 'crash';

/** A fault as it happened. Instants in microseconds from the trial's common start. */
export interface FaultRecord {
  readonly kind: string;
  /** In words: `crash, down for 1s`. */
  readonly description: string;
  /** How the server went away; null for faults that leave it running. */
  readonly mode: RestartMode | null;
  readonly injectedAtUs: number;
  /** When the server listened again; null for faults that leave it running, or when it did not come back. */
  readonly readyAtUs: number | null;
  /** When a fault that lasted and left the server running was over; absent for those of a moment, and when it was not over by the end. */
  readonly endedAtUs?: number;
  /** The share of connections it cut, and which clients where that is known beforehand. */
  readonly share: number;
  readonly clients: readonly number[] | undefined;
  /** Connections that heard nothing from then on though neither side was told; of those in a number clients are gone. */
  readonly silenced?: number | 'all';
  /** Packets between clients and server while it lasted; absent where none could vanish. */
  readonly packets?: PacketCount;
  /** The one server process that it concerned, of several, counted from 0; absent: all there are. */
  readonly process?: { readonly index: number; readonly of: number } | undefined;
  /** Its losses were spread over this time, in order of the clients; absent: all at once. */
  readonly spreadUs?: number | undefined;
}

export interface PacketCount {
  /** Packets that arrived, and those of them that were made to vanish. */
  readonly seen: number;
  readonly dropped: number;
}

/** What a server that tells nothing of itself has used, as the kernel sees it. */
export interface ServerCost {
  readonly atUs: number;
  /** Which life of the server this is, from 1. */
  readonly life: number;
  readonly cpuUs: number;
  readonly rssBytes: number;
}

/** One reading of the server's own figures. Counters run from the start of the server process. */
export interface ServerSample {
  readonly atUs: number;
  /** Which life of the server this is, from 1. */
  readonly life: number;
  readonly connections: number;
  /** Connections whose first request waited for a handler; absent in readings of servers without such a limit. */
  readonly waiting?: number;
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly loopDelayMaxUs: number;
  /** Messages that the server's history dropped because of its bound of bytes. */
  readonly evictedByBytes: number;
  /** The server process had no file descriptor left. */
  readonly outOfDescriptors: boolean;
  /** Connections on which clients posted messages to be echoed. */
  readonly uplinks?: number;
  /** What the server gave up since the reading before. */
  readonly reapings?: readonly Reaping[];
  /** What happened to clients whose buffer was full. */
  readonly overflow?: OverflowCounts;
  /** Messages acknowledged, and sendings of messages that had been sent before. */
  readonly acks?: { readonly acknowledged: number; readonly redelivered: number };
}

/** Of one life of the server, from its start; see the server's counters of these names. */
export interface OverflowCounts {
  readonly overflowed: number;
  readonly dropped: number;
  readonly coalesced: number;
}

/** One reading of the kernel's TCP table. */
export interface KernelSample {
  readonly atUs: number;
  readonly established: number;
  readonly listenQueue: number;
  /** Established connections on which clients post messages to be echoed. */
  readonly uplinks?: number;
}

/** What the proxy of a trial counted, and how its process fared. */
export interface ProxyFindings {
  readonly accepted: number;
  /** The most connections at one time. */
  readonly peak: number;
  /** Closed again because the server could not be reached. */
  readonly unreachable: number;
  readonly idleClosed: number;
  /** WebSocket handshakes from which `Upgrade` was taken. */
  readonly upgradesStripped: number;
  /** The process ran out of file descriptors, ports or memory. */
  readonly starved: boolean;
  readonly health: HealthByPhase;
}

/** Everything a trial yielded, before it is summed up. Instants from the trial's common start unless they say otherwise. */
export interface Measurement {
  readonly startedAt: string;
  readonly interrupted: boolean;
  /** The common start on the host's clock; ledgers and publishing refer to that clock. */
  readonly originUs: number;
  readonly phases: readonly PhaseSpan[];
  readonly barrier: { readonly reached: boolean; readonly subscribed: number; readonly atUs: number };
  /** The publishing schedule; undefined when the trial ended before it. On the host's clock. */
  readonly publishing:
    | { readonly originUs: number; readonly endUs: number; readonly measureFromUs: number }
    | undefined;
  readonly faults: readonly FaultRecord[];
  readonly load: MergedLoad;
  readonly publishLog: EncodedPublishLog;
  readonly publisherHealth: HealthByPhase;
  readonly publisherScheduling: Scheduling;
  /** Canaries that a target accepted: published before the messages and counted nowhere else. */
  readonly canaries?: number;
  readonly activity: readonly ActivityRow[];
  readonly serverSamples: readonly ServerSample[];
  /** Of a target that runs in the foreground; absent or empty otherwise. */
  readonly serverCosts?: readonly ServerCost[];
  readonly kernelSamples: readonly KernelSample[];
  /** Second connections that the clients held for messages of their own. */
  readonly uplinkSamples?: readonly { readonly atUs: number; readonly value: number }[];
  readonly serverStarts: number;
  /** The clock of a server on another host, before and after the trial; absent when it shares this host's. */
  readonly clock?: { readonly before: ClockOffset; readonly after: ClockOffset } | undefined;
  /** SYNs and ACKs that met a full accept queue (`ListenOverflows` of /proc/net/netstat), by phase; undefined where the kernel does not tell. */
  readonly listenOverflows: Readonly<Partial<Record<PhaseName, number>>> | undefined;
  readonly workers: number;
  /** Things that must not happen in a trial and did; each makes it invalid. */
  readonly incidents: readonly Incident[];
  /** Undefined without a proxy. */
  readonly proxy?: ProxyFindings | undefined;
  /** What crossed the network; undefined when it was not asked for. */
  readonly wire?: WireCount | undefined;
}

export interface Incident {
  readonly code: string;
  readonly phase: PhaseName | null;
  readonly message: string;
  readonly remedy: string;
}
