import type { Argv } from 'yargs';
import { SquallError } from '../errors.js';
import { largestSeed } from '../scenario/schema.js';
import { parseDurationUs, parseRatePerSecond, parseShare } from '../scenario/units.js';
import { defaults, type StormWishes } from '../simulation/assumptions.js';
import { type AdmissionSettings, mostClients } from '../simulation/storm-settings.js';
import { checkCount } from './check-count.js';
import { readQuantity } from './read-quantity.js';

/** Options that say something about the storm, as they are written. */
export interface StormOptions {
  clients: number | undefined;
  seed: number | undefined;
  outage: string | undefined;
  'while-away': 'refuse' | 'drop' | undefined;
  'loss-over': string | undefined;
  rtt: string | undefined;
  servers: number | undefined;
  'accept-rate': string | undefined;
  'handshake-cost': string | undefined;
  backlog: number | undefined;
  admission: string | undefined;
  'syn-linear': number | undefined;
  until: string | undefined;
}

const seconds = (us: number): string => `${us / 1e6}s`;

export function addStormOptions<Given>(args: Argv<Given>): Argv<Given & StormOptions> {
  return args
    .option('clients', {
      type: 'number',
      describe: `Clients that lose their connection  [default: ${defaults.clients}]`,
    })
    .option('outage', {
      type: 'string',
      describe: `From the loss until the servers are ready again  [default: ${seconds(defaults.outageUs)}]`,
    })
    .option('while-away', {
      choices: ['refuse', 'drop'] as const,
      describe: 'What attempts meet meanwhile: refused at once, or nobody who answers  [default: refuse]',
    })
    .option('loss-over', {
      type: 'string',
      describe: 'Time over which the clients notice the loss, evenly  [default: 0s]',
    })
    .option('rtt', {
      type: 'string',
      describe: `Round trip of the network  [default: ${defaults.roundTripUs / 1e3}ms]`,
    })
    .option('servers', {
      type: 'number',
      describe: 'Server processes behind the address  [default: one for every 100,000 clients]',
    })
    .option('accept-rate', {
      type: 'string',
      describe: `Connections that each server takes up in a second  [default: ${defaults.acceptPerSecond}/s]`,
    })
    .option('handshake-cost', {
      type: 'string',
      describe:
        'CPU time of one handshake; a server is one thread  [default: 0s, the accept rate alone counts]',
    })
    .option('backlog', {
      type: 'number',
      describe: `Length of each accept queue  [default: ${defaults.backlog}]`,
    })
    .option('admission', {
      type: 'string',
      describe:
        "Token bucket of handshakes, e.g. 'rate=2000/s burst=500 retryAfter=5s jitter=50%'  [default: none]",
    })
    .option('syn-linear', {
      type: 'number',
      describe: `SYNs that are sent again after 1 s each before waits double; 0 before Linux 6.5  [default: ${defaults.linearSyns}]`,
    })
    .option('seed', { type: 'number', describe: `Seed of all draws  [default: ${defaults.seed}]` })
    .option('until', {
      type: 'string',
      describe: 'Simulated time at which to end, if not everyone is back before  [default: 1h]',
    }) as Argv<Given & StormOptions>;
}

/** @throws SquallError SQUALL_USAGE or SQUALL_UNIT, naming the option */
export function readStormWishes(options: StormOptions): StormWishes {
  checkCount('clients', options.clients, 1, mostClients);
  checkCount('servers', options.servers, 1, 100_000);
  checkCount('backlog', options.backlog, 1, 65_535);
  checkCount('syn-linear', options['syn-linear'], 0, 100);
  checkCount('seed', options.seed, 0, largestSeed);
  return {
    seed: options.seed,
    clients: options.clients,
    outageUs: readDuration('outage', options.outage, 0),
    whileAway: options['while-away'],
    lossSpanUs: readDuration('loss-over', options['loss-over'], 0),
    roundTripUs: readDuration('rtt', options.rtt, leastRoundTripUs),
    servers: options.servers,
    acceptPerSecond: readRate('accept-rate', options['accept-rate']),
    handshakeUs: readDuration('handshake-cost', options['handshake-cost'], 0),
    backlog: options.backlog,
    admission: options.admission === undefined ? undefined : readAdmission(options.admission),
    linearSyns: options['syn-linear'],
    untilUs: readDuration('until', options.until, 1_000),
  };
}

/** Without any way to go, a refused client that tries again at once would do so for ever in one instant. */
const leastRoundTripUs = 10;
/** Within what the timing wheel spans, policies' longest waits added. */
const longestUs = 24 * 3_600e6;

function readDuration(name: string, text: string | undefined, leastUs: number): number | undefined {
  if (text === undefined) return undefined;
  const us = readQuantity(name, text, parseDurationUs);
  if (us >= leastUs && us <= longestUs) return us;
  throw new SquallError('SQUALL_VALUE', `--${name} ${text} is not possible`, `give ${leastUs}us to 24h`);
}

function readRate(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const perSecond = readQuantity(name, text, parseRatePerSecond);
  if (perSecond > 0) return perSecond;
  throw new SquallError(
    'SQUALL_VALUE',
    `--${name} ${text} lets nobody in`,
    'give a rate above 0, e.g. 5000/s',
  );
}

const admissionKeys = ['rate', 'burst', 'retryAfter', 'jitter'] as const;

/** `rate=2000/s burst=500 retryAfter=5s jitter=50%`; burst defaults to one second of the rate. */
function readAdmission(text: string): AdmissionSettings {
  const pairs = new Map(
    text
      .trim()
      .split(/\s+/)
      .map((word) => [word.slice(0, Math.max(0, word.indexOf('='))), word.slice(word.indexOf('=') + 1)]),
  );
  const unknown = [...pairs.keys()].find((key) => !admissionKeys.some((known) => known === key));
  const rate = readRate('admission rate', pairs.get('rate'));
  if (unknown !== undefined || rate === undefined) {
    throw new SquallError(
      'SQUALL_USAGE',
      unknown === undefined ? '--admission lacks its rate' : `--admission knows no key "${unknown}"`,
      "write e.g. 'rate=2000/s burst=500 retryAfter=5s jitter=50%'",
    );
  }
  const burst = pairs.get('burst');
  if (burst !== undefined && !/^[1-9]\d{0,8}$/.test(burst)) {
    throw new SquallError(
      'SQUALL_VALUE',
      `--admission burst=${burst} is not possible`,
      'give a whole number from 1 on',
    );
  }
  const jitter = pairs.get('jitter');
  return {
    ratePerSecond: rate,
    burst: burst === undefined ? Math.max(1, Math.round(rate)) : Number(burst),
    retryAfterUs: readDuration('admission retryAfter', pairs.get('retryAfter'), 0),
    jitter: jitter === undefined ? 0 : readQuantity('admission jitter', jitter, parseShare),
  };
}
