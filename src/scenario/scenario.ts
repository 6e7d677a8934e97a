import type { ErrorPlace } from '../errors.js';
import { type PresetName, type PresetValues, presetNames } from '../reconnect/presets/presets.js';
import type { TransportName } from '../wire/transport-names.js';
import type { AckSettings } from './ack-schema.js';
import type { ChatSettings } from './chat-schema.js';
import type { CohortSettings } from './cohort-schema.js';
import type { FaultSettings } from './fault-schema.js';
import type { ProxySettings } from './proxy-schema.js';
import type { TargetSettings } from './target.js';
import type { TokenSettings } from './token-schema.js';

/** A scenario after parsing: every quantity a number in the unit its name says, every default filled in. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly transport: TransportName;
  readonly clients: {
    readonly count: number;
    readonly rampUpUs: number;
    /** How long after the ramp publishing waits for stragglers to subscribe. */
    readonly subscribeWithinUs: number;
    /** A subscribed client that hears nothing for this long gives its connection up; undefined: never. */
    readonly staleAfterUs?: number | undefined;
    /** Pings of the clients' own; absent: none. The timeout is at most the interval. */
    readonly heartbeat?: { readonly everyUs: number; readonly timeoutUs: number };
    /** Clients that are not like the others; absent: none. */
    readonly cohorts?: readonly CohortSettings[];
  };
  readonly publish: {
    readonly ratePerSecond: number;
    readonly payloadBytes: number;
    readonly arrivals: 'regular' | 'poisson';
  };
  /** Messages that every client sends and is given back; undefined: none. */
  readonly echo: EchoSettings | undefined;
  /** Acknowledgements of what is published; absent: none. */
  readonly acks?: AckSettings | undefined;
  /** What clients say in rooms; absent: nothing. */
  readonly chat?: ChatSettings | undefined;
  /** Prompts and their answers; absent: none. */
  readonly tokens?: TokenSettings | undefined;
  readonly warmUpUs: number;
  readonly durationUs: number;
  readonly drainUs: number;
  readonly poll: {
    readonly periodUs: number;
    readonly holdUs: number;
    /** False: long polls do not say what the client has seen. */
    readonly cursor?: boolean;
  };
  readonly reconnect: ReconnectSettings;
  readonly server: ServerSettings;
  /** A server that is not ours; undefined: the reference server. */
  readonly target?: TargetSettings | undefined;
  /** Between clients and server; undefined: nothing is. */
  readonly proxy?: ProxySettings | undefined;
  /** Transports that clients try, in order from `transport` on; empty: that one only. */
  readonly fallback: readonly TransportName[];
  /** Load processes; undefined: as many as suit the cores. */
  readonly workers: number | undefined;
  readonly faults: readonly FaultSettings[];
  readonly thresholds: readonly Threshold[];
}

export interface EchoSettings {
  /** Of each client. */
  readonly ratePerSecond: number;
  readonly payloadBytes: number;
}

export const textbookNames = [
  'immediate',
  'fixed',
  'exponential',
  'full-jitter',
  'equal-jitter',
  'decorrelated-jitter',
  'server',
] as const;
export type TextbookName = (typeof textbookNames)[number];
export type PolicyName = TextbookName | PresetName | 'custom';
export const policyNames: readonly PolicyName[] = [...textbookNames, ...presetNames, 'custom'];

export interface ReconnectSettings {
  readonly policy: PolicyName;
  /** Presets: the options that differ from the library's defaults, by the library's names; durations in microseconds. */
  readonly options?: PresetValues | undefined;
  /** custom: what it has beyond base, factor and cap. */
  readonly custom?: CustomPolicySettings | undefined;
  /** fixed, server: the delay (server: until the server names one). */
  readonly delayUs: number;
  /** exponential, the jitters and custom. */
  readonly baseUs: number;
  readonly capUs: number;
  readonly factor: number;
  /** The attempt count returns to 0 once a connection has stayed subscribed this long; 0: at once. */
  readonly resetAfterUs: number;
  /** An attempt without subscribed notice fails after this long. */
  readonly connectTimeoutUs: number;
}

export interface CustomPolicySettings {
  /** The first attempt's wait, drawn from this range; undefined: it follows the back-off like the others. */
  readonly first: { readonly fromUs: number; readonly toUs: number } | undefined;
  /** `share`: wait · (1 ± share), `span`: wait + U(0, span). */
  readonly jitter:
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'span'; readonly spanUs: number };
  readonly capAfterJitter: boolean;
  /** Gives up after this many attempts, or when its waits would add up to more. */
  readonly giveUp: { readonly attempts?: number | undefined; readonly afterUs?: number | undefined };
  /** Retry budget: so many attempts at once, and as many again per `perUs` of waiting. */
  readonly budget: { readonly attempts: number; readonly perUs: number } | undefined;
  readonly honourRetryAfter: boolean;
}

/** Admission control: a token bucket for new clients. */
export interface AdmissionSettings {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Mean of `Retry-After`, and the share of it by which it varies either way. */
  readonly retryAfterUs: number;
  readonly jitter: number;
}

export interface ServerSettings {
  /** Server processes; with more than one all mirror one hub. */
  readonly processes: number;
  /** Connections accepted per second at most; undefined: no such limit. */
  readonly acceptRatePerSecond: number | undefined;
  readonly admission: AdmissionSettings | undefined;
  /** Handlers of the thread-per-request emulation, and how many requests may wait for one; undefined: no such limit. */
  readonly threads: number | undefined;
  readonly threadQueue: number;
  readonly backlog: number;
  readonly maxConnections: number;
  readonly historyMessages: number;
  readonly historyBytes: number;
  readonly bufferBytes: number;
  readonly overflow: 'disconnect' | 'drop' | 'coalesce';
  /** TLS 1.3 on every connection: clients, publisher, control requests. */
  readonly tls: boolean;
  /** permessage-deflate on WebSocket, gzip on polls. */
  readonly compression: boolean;
  /** WebSocket ping and SSE comment interval. */
  readonly heartbeatUs: number;
  /** Silence after which the kernel asks whether a client's end is still there; absent: never. */
  readonly keepAliveUs?: number;
  /** The SSE `retry:` field, and Retry-After of a 503. */
  readonly retryUs: number;
  /** What is to be wrong with it, as `squall serve --flaw` takes it. */
  readonly flaws: readonly string[];
}

/** A statement that must hold for every trial it applies to, e.g. `delivery.p99 < 50ms`. */
export interface Threshold {
  readonly expression: string;
  /** Metric name of the catalogue in `analysis/metric-catalogue.ts`. */
  readonly metric: string;
  readonly comparison: '<' | '<=' | '==' | '>=' | '>' | '!=';
  /** In the metric's own unit: microseconds, bytes, per second or a plain number. */
  readonly value: number;
  /** Applies only to this transport; undefined: to all. */
  readonly transport: TransportName | undefined;
}

/** One cell of the matrix, one repeat: a scenario without any choice left in it. */
export interface Trial {
  /** From 0, in the order in which trials run. */
  readonly index: number;
  /** Unique in the run and usable in file names: the number from 1 and the labels, `01-websocket-fixed`. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>> & {
    readonly transport: TransportName;
    readonly reconnect: string;
  };
  /** Which repeat of its cell, from 1. Its scenario's seed is the file's seed + repeat − 1. */
  readonly repeat: number;
  readonly scenario: Scenario;
}

/** What parsing a file gives: where it came from and the trials it plans, in the order they run. */
export interface Plan {
  readonly file: string;
  readonly source: string;
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly trials: readonly Trial[];
  /** What is valid but probably not meant. */
  readonly notices: readonly PlanNotice[];
}

/** Something in a scenario that can be run but may not tell what its author wants to know. */
export interface PlanNotice {
  readonly message: string;
  readonly remedy: string;
  readonly place: ErrorPlace;
}
