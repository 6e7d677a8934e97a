import type { ReconnectSettings } from '../scenario/scenario.js';
import type { AdmissionSettings, StormSettings } from './storm-settings.js';
import { listSynWaitsUs } from './tcp-timers.js';

/** What can be said about a storm; what is not said is taken from a run or assumed. */
export interface StormWishes {
  readonly seed?: number | undefined;
  readonly clients?: number | undefined;
  readonly reconnect?: ReconnectSettings | undefined;
  readonly outageUs?: number | undefined;
  readonly whileAway?: StormSettings['whileAway'] | undefined;
  readonly lossSpanUs?: number | undefined;
  readonly roundTripUs?: number | undefined;
  readonly servers?: number | undefined;
  readonly acceptPerSecond?: number | undefined;
  readonly handshakeUs?: number | undefined;
  readonly backlog?: number | undefined;
  readonly admission?: AdmissionSettings | undefined;
  readonly linearSyns?: number | undefined;
  readonly untilUs?: number | undefined;
}

/** A parameter of the simulation with where it comes from: every report prints them all. */
export interface Assumption {
  /** The option that changes it: `--accept-rate`. */
  readonly option: string;
  readonly meaning: string;
  readonly value: number | string | null;
  readonly unit: 'us' | 'count' | 'perSecond' | 'none';
  readonly source: string;
}

/** A wish with the sentence that says where it comes from; undefined where a run does not tell. */
export type Sourced<Value> = { readonly value: Value; readonly source: string } | undefined;

/** What a real run tells, by the same names. */
export type StormFacts = { readonly [Key in keyof StormWishes]?: Sourced<NonNullable<StormWishes[Key]>> };

/** One server for so many clients, when nobody says how many there are: what one process may well hold. */
const clientsPerServer = 100_000;

/** Stated in `squall simulate --help` and every report. */
export const defaults = {
  seed: 1,
  clients: 10_000,
  outageUs: 5_000_000,
  whileAway: 'refuse',
  lossSpanUs: 0,
  roundTripUs: 50_000,
  acceptPerSecond: 5_000,
  handshakeUs: 0,
  backlog: 4_096,
  linearSyns: 4,
  untilUs: 3_600_000_000,
} as const;

export interface AssumedStorm {
  readonly settings: StormSettings;
  readonly assumptions: readonly Assumption[];
}

/** Option before run before default, and for each of them where it came from. */
export function assumeStorm(
  wishes: StormWishes & { readonly reconnect: ReconnectSettings; readonly reconnectWords: string },
  facts: StormFacts = {},
): AssumedStorm {
  const assumptions: Assumption[] = [];
  const choose = <Key extends keyof StormWishes>(
    key: Key,
    fallback: NonNullable<StormWishes[Key]>,
    shown: Omit<Assumption, 'value' | 'source'> & { readonly tell?: string; readonly because?: string },
  ): NonNullable<StormWishes[Key]> => {
    const fact = facts[key];
    const wish = wishes[key];
    const value = wish ?? fact?.value ?? fallback;
    const source = wish !== undefined ? 'as given' : (fact?.source ?? shown.because ?? 'default');
    const { option, meaning, unit } = shown;
    assumptions.push({ option, meaning, unit, source, value: typeof value === 'object' ? null : value });
    return value as NonNullable<StormWishes[Key]>;
  };
  const clients = choose('clients', defaults.clients, {
    option: '--clients',
    meaning: 'clients that lost their connection',
    unit: 'count',
  });
  assumptions.push({
    option: '--reconnect',
    meaning: 'reconnect policy',
    unit: 'none',
    value: wishes.reconnectWords,
    source: facts.reconnect === undefined ? 'as given' : facts.reconnect.source,
  });
  const settings: StormSettings = {
    clients,
    reconnect: wishes.reconnect,
    seed: choose('seed', defaults.seed, { option: '--seed', meaning: 'seed of all draws', unit: 'none' }),
    outageUs: choose('outageUs', defaults.outageUs, {
      option: '--outage',
      meaning: 'from the loss until the servers are ready',
      unit: 'us',
    }),
    whileAway: choose('whileAway', defaults.whileAway, {
      option: '--while-away',
      meaning: 'what an attempt meets meanwhile',
      unit: 'none',
    }),
    lossSpanUs: choose('lossSpanUs', defaults.lossSpanUs, {
      option: '--loss-over',
      meaning: 'time over which clients notice the loss',
      unit: 'us',
    }),
    roundTripUs: choose('roundTripUs', defaults.roundTripUs, {
      option: '--rtt',
      meaning: 'round trip of the network',
      unit: 'us',
    }),
    servers: {
      count: choose('servers', Math.max(1, Math.ceil(clients / clientsPerServer)), {
        option: '--servers',
        meaning: 'server processes',
        unit: 'count',
        because: `default: one for every ${clientsPerServer} clients`,
      }),
      acceptPerSecond: choose('acceptPerSecond', defaults.acceptPerSecond, {
        option: '--accept-rate',
        meaning: 'connections that each takes off its queue',
        unit: 'perSecond',
      }),
      handshakeUs: choose('handshakeUs', defaults.handshakeUs, {
        option: '--handshake-cost',
        meaning: 'CPU time of a handshake, one core a process; 0: the accept rate alone bounds',
        unit: 'us',
      }),
      backlog: choose('backlog', defaults.backlog, {
        option: '--backlog',
        meaning: "length of each one's accept queue",
        unit: 'count',
      }),
    },
    admission: wishes.admission,
    serverRetryUs: undefined,
    synWaitsUs: listSynWaitsUs(
      choose('linearSyns', defaults.linearSyns, {
        option: '--syn-linear',
        meaning:
          'SYNs sent again after 1 s each before the waits double (tcp_syn_linear_timeouts; 0 before Linux 6.5)',
        unit: 'count',
      }),
    ),
    hosts: undefined,
    untilUs: choose('untilUs', defaults.untilUs, {
      option: '--until',
      meaning: 'end of the simulation, if not everyone is back before',
      unit: 'us',
    }),
  };
  assumptions.push({
    option: 'connectTimeout in --reconnect',
    meaning: 'an attempt not answered by then fails',
    unit: 'us',
    value: wishes.reconnect.connectTimeoutUs,
    source: 'from the policy',
  });
  assumptions.push(tellAdmission(wishes.admission));
  return { settings, assumptions };
}

function tellAdmission(admission: AdmissionSettings | undefined): Assumption {
  const common = {
    option: '--admission',
    meaning: 'token bucket of handshakes over all servers',
    unit: 'none',
  } as const;
  if (admission === undefined) return { ...common, value: 'none', source: 'default' };
  const { ratePerSecond, burst, retryAfterUs, jitter } = admission;
  const retry = retryAfterUs === undefined ? '' : ` retryAfter=${retryAfterUs / 1e6}s jitter=${jitter}`;
  return { ...common, value: `rate=${ratePerSecond}/s burst=${burst}${retry}`, source: 'as given' };
}
