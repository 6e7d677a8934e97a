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

type Parameter = Exclude<keyof StormWishes, 'reconnect' | 'admission'>;

/** In the order in which reports list them. */
const parameters: Readonly<Record<Parameter, Pick<Assumption, 'option' | 'meaning' | 'unit'>>> = {
  clients: { option: '--clients', meaning: 'clients that lost their connection', unit: 'count' },
  seed: { option: '--seed', meaning: 'seed of all draws', unit: 'none' },
  outageUs: { option: '--outage', meaning: 'from the loss until the servers are ready', unit: 'us' },
  whileAway: { option: '--while-away', meaning: 'what an attempt meets meanwhile', unit: 'none' },
  lossSpanUs: { option: '--loss-over', meaning: 'time over which clients notice the loss', unit: 'us' },
  roundTripUs: { option: '--rtt', meaning: 'round trip of the network', unit: 'us' },
  servers: { option: '--servers', meaning: 'server processes', unit: 'count' },
  acceptPerSecond: {
    option: '--accept-rate',
    meaning: 'connections that each takes off its queue',
    unit: 'perSecond',
  },
  handshakeUs: {
    option: '--handshake-cost',
    meaning: 'CPU time of a handshake, one core a process; 0: the accept rate alone bounds',
    unit: 'us',
  },
  backlog: { option: '--backlog', meaning: "length of each one's accept queue", unit: 'count' },
  linearSyns: {
    option: '--syn-linear',
    meaning: 'SYNs sent again after 1 s each before waits double',
    unit: 'count',
  },
  untilUs: { option: '--until', meaning: 'end, if not everyone is back before', unit: 'us' },
};

/** Option before run before default, and for each of them where it came from. */
export function assumeStorm(
  wishes: StormWishes & { readonly reconnect: ReconnectSettings; readonly reconnectWords: string },
  facts: StormFacts = {},
): AssumedStorm {
  const values = chooseValues(wishes, facts);
  const { servers: count, acceptPerSecond, handshakeUs, backlog, linearSyns, ...others } = values;
  const settings: StormSettings = {
    ...others,
    reconnect: wishes.reconnect,
    servers: { count, acceptPerSecond, handshakeUs, backlog },
    admission: wishes.admission ?? facts.admission?.value,
    serverRetryUs: undefined,
    synWaitsUs: listSynWaitsUs(linearSyns),
    losses: undefined,
  };
  const assumptions = (Object.keys(parameters) as Parameter[]).map((key) => ({
    ...parameters[key],
    value: values[key],
    source: nameSource(key, wishes, facts),
  }));
  return {
    settings,
    assumptions: [...tellPolicy(wishes, facts), ...assumptions, tellAdmission(wishes, facts)],
  };
}

type Values = { readonly [Key in Parameter]: NonNullable<StormWishes[Key]> };

function chooseValues(wishes: StormWishes, facts: StormFacts): Values {
  const choose = <Key extends Parameter>(key: Key, fallback: Values[Key]): Values[Key] =>
    (wishes[key] ?? facts[key]?.value ?? fallback) as Values[Key];
  const clients = choose('clients', defaults.clients);
  return {
    clients,
    seed: choose('seed', defaults.seed),
    outageUs: choose('outageUs', defaults.outageUs),
    whileAway: choose('whileAway', defaults.whileAway),
    lossSpanUs: choose('lossSpanUs', defaults.lossSpanUs),
    roundTripUs: choose('roundTripUs', defaults.roundTripUs),
    servers: choose('servers', Math.max(1, Math.ceil(clients / clientsPerServer))),
    acceptPerSecond: choose('acceptPerSecond', defaults.acceptPerSecond),
    handshakeUs: choose('handshakeUs', defaults.handshakeUs),
    backlog: choose('backlog', defaults.backlog),
    linearSyns: choose('linearSyns', defaults.linearSyns),
    untilUs: choose('untilUs', defaults.untilUs),
  };
}

function nameSource(key: Parameter, wishes: StormWishes, facts: StormFacts): string {
  if (wishes[key] !== undefined) return 'as given';
  const assumed = key === 'servers' ? `default: one for every ${clientsPerServer} clients` : 'default';
  return facts[key]?.source ?? assumed;
}

function tellPolicy(
  { reconnect, reconnectWords }: { reconnect: ReconnectSettings; reconnectWords: string },
  facts: StormFacts,
): Assumption[] {
  const source = facts.reconnect?.source ?? 'as given';
  return [
    { option: '--reconnect', meaning: 'reconnect policy', unit: 'none', value: reconnectWords, source },
    {
      option: '… connectTimeout=',
      meaning: 'an attempt not answered by then fails',
      unit: 'us',
      value: reconnect.connectTimeoutUs,
      source: 'of the policy',
    },
  ];
}

function tellAdmission(wishes: StormWishes, facts: StormFacts): Assumption {
  const meaning = 'token bucket of handshakes over all servers';
  const common = { option: '--admission', meaning, unit: 'none' } as const;
  const admission = wishes.admission ?? facts.admission?.value;
  if (admission === undefined) return { ...common, value: 'none', source: 'default' };
  const { ratePerSecond, burst, retryAfterUs, jitter } = admission;
  const retry = retryAfterUs === undefined ? '' : ` retryAfter=${retryAfterUs / 1e6}s jitter=${jitter}`;
  const source = wishes.admission === undefined ? (facts.admission?.source ?? '') : 'as given';
  return { ...common, value: `rate=${ratePerSecond}/s burst=${burst}${retry}`, source };
}
