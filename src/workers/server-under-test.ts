import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { countRestarts } from '../faults/count-restarts.js';
import type { ServerUnderFault } from '../faults/fault.js';
import type { ServerSample } from '../metrics/measurement.js';
import type { Network } from '../network/network.js';
import type { Scenario } from '../scenario/scenario.js';
import { unloggedFlaws } from '../wire/flaws.js';
import { paths, type StatsLine } from '../wire/protocol.js';
import type { ServerOfTrial } from './server-of-trial.js';
import type { ProcessPlace } from './server-places.js';
import { ServerProcess } from './server-process.js';

export interface ServerUnderTestSettings {
  readonly scenario: Scenario;
  readonly network: Network;
  /** The ports of this process. */
  readonly place: ProcessPlace;
  /** Where a graceful stop leaves the history for the next life. */
  readonly historyFile: string;
  /** Where the first life leaves key and certificate for the next ones, under TLS. */
  readonly tlsFile: string;
  /** Where a flawed server keeps its log. */
  readonly flawLog: string;
  readonly onSample: (sample: ServerSample) => void;
  /** Called when the server ends without having been told to. */
  readonly onUnexpectedEnd: () => void;
  /** Called whenever a life is over. */
  readonly onEnd?: () => void;
  /** Called when a graceful stop took so long that the process was killed. */
  readonly onForcedStop: () => void;
}

const statsInterval = '100ms';
const hubBufferBytes = 64 * 1024 * 1024;

/** The server of a trial through all its lives, always on the same port. */
export class ServerUnderTest implements ServerOfTrial {
  readonly processes: readonly ServerUnderFault[] = [this];
  /** PEM, known from the first start on and the same for all lives; undefined without TLS. */
  certificate: string | undefined;
  readonly #settings: ServerUnderTestSettings;
  readonly #prepared: ServerProcess[];
  #current: ServerProcess | undefined;
  #life = 0;

  constructor(settings: ServerUnderTestSettings) {
    this.#settings = settings;
    const serveArguments = listServeArguments(settings);
    const lives = 1 + countRestarts(settings.scenario.faults);
    this.#prepared = Array.from({ length: lives }, (_, index) => {
      return new ServerProcess(
        serveArguments,
        (stats) => settings.onSample(toSample(stats, index + 1)),
        settings.network.serverPrefix,
      );
    });
  }

  /** How many times the server has listened. */
  get starts(): number {
    return this.#life;
  }

  async replace(warmUpUs = 0): Promise<number> {
    const next = this.#prepared[this.#life];
    if (next === undefined) throw new Error('more restarts than were prepared');
    this.#life++;
    this.#current = next;
    const { atUs, certificate } = await next.listen(warmUpUs);
    this.certificate = certificate;
    void next.exited.then(() => {
      this.#settings.onEnd?.();
      if (this.#current === next) this.#settings.onUnexpectedEnd();
    });
    return atUs;
  }

  async end(mode: 'graceful' | 'crash'): Promise<void> {
    const ending = this.#current;
    this.#current = undefined;
    if (mode === 'crash') {
      ending?.kill('SIGKILL');
      await ending?.exited;
    } else if ((await ending?.stop()) === 'forced') this.#settings.onForcedStop();
  }

  get listening(): boolean {
    return this.#current !== undefined;
  }

  disconnect(share: number, how: 'close' | 'reset', seed: number): Promise<void> {
    return this.#ask(paths.disconnect, { share: String(share), how, seed: String(seed) });
  }

  drain(ratePerSecond: number, shut: boolean, signal: AbortSignal): Promise<void> {
    return this.#ask(paths.drain, { rate: String(ratePerSecond), shut: String(shut) }, signal);
  }

  async #ask(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<void> {
    const asked = this.#current;
    if (asked === undefined) return;
    const { scenario, network, place } = this.#settings;
    const scheme = scenario.server.tls ? 'https' : 'http';
    const url = new URL(path, `${scheme}://${network.host}:${place.controlPort ?? place.port}`);
    url.search = new URLSearchParams(query).toString();
    try {
      await postControl(url, network.controlAddress, this.certificate, signal);
    } catch (error) {
      // Ended by another fault before it could answer.
      if (this.#current === asked) throw error;
    }
  }

  async freeze(): Promise<(() => void) | undefined> {
    return this.#current?.freeze();
  }

  /** Ends every life, those never used too. */
  async stop(): Promise<void> {
    this.#current = undefined;
    await Promise.all(this.#prepared.map((server) => server.stop()));
  }
}

/** From the address that counts of clients leave out, on a connection that ends with the answer. */
async function postControl(
  url: URL,
  localAddress: string,
  certificate: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = { method: 'POST', localAddress, agent: false, ...(signal === undefined ? {} : { signal }) };
  const posted =
    certificate === undefined ? request(url, options) : secureRequest(url, { ...options, ca: certificate });
  posted.end();
  const [response] = (await once(posted, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${url.pathname} was answered ${response.statusCode}`);
  await buffer(response);
}

/** What the server process is started with. */
export function listServeArguments({
  scenario,
  network,
  place,
  historyFile,
  flawLog,
  tlsFile,
}: Pick<ServerUnderTestSettings, 'scenario' | 'place' | 'historyFile' | 'flawLog' | 'tlsFile'> & {
  readonly network: Pick<Network, 'host'>;
}): string[] {
  const { server, poll, transport, acks } = scenario;
  const options: Record<string, string | number> = {
    transport,
    host: network.host,
    port: place.port,
    backlog: server.backlog,
    'max-connections': server.maxConnections,
    'history-messages': server.historyMessages,
    'history-bytes': `${server.historyBytes}B`,
    buffer: `${server.bufferBytes}B`,
    overflow: server.overflow,
    ...(acks === undefined ? {} : { 'ack-timeout': `${acks.timeoutUs}us` }),
    heartbeat: `${server.heartbeatUs}us`,
    ...(server.keepAliveUs === undefined ? {} : { 'keep-alive': `${server.keepAliveUs}us` }),
    retry: `${server.retryUs}us`,
    hold: `${poll.holdUs}us`,
    'stats-interval': statsInterval,
  };
  // A process that mirrors a hub gets its history from there.
  if (place.upstream === undefined) options['history-file'] = historyFile;
  else options.upstream = place.upstream;
  if (place.controlPort !== undefined) options['control-port'] = place.controlPort;
  Object.assign(options, listLimits(scenario));
  const also = scenario.fallback.filter((name) => name !== transport).flatMap((name) => ['--also', name]);
  const flaws = server.flaws.flatMap((flaw) => ['--flaw', flaw]);
  if (hasLog(server.flaws)) options['flaw-log'] = flawLog;
  const switches = [
    ...(server.tls ? ['--tls', '--tls-file', tlsFile] : []),
    ...(server.compression ? ['--compression'] : []),
  ];
  return [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...switches,
    ...also,
    ...flaws,
  ];
}

function hasLog(flaws: readonly string[]): boolean {
  return flaws.some((flaw) => !unloggedFlaws.some((kind) => kind === flaw.split('=')[0]?.trim()));
}

/** What the hub of several server processes is started with. */
export function listHubArguments({
  scenario,
  network,
  hubPort,
  tlsFile,
}: Pick<ServerUnderTestSettings, 'scenario' | 'tlsFile'> & {
  readonly network: Pick<Network, 'host'>;
  readonly hubPort: number;
}): string[] {
  const { server } = scenario;
  const options: Record<string, string | number> = {
    transport: 'websocket',
    host: network.host,
    port: hubPort,
    'history-messages': server.historyMessages,
    'history-bytes': `${server.historyBytes}B`,
    // A process that falls behind does so on behalf of all its clients.
    buffer: `${hubBufferBytes}B`,
    'stats-interval': statsInterval,
  };
  return [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(server.tls ? ['--tls', '--tls-file', tlsFile] : []),
  ];
}

/** What bounds how clients are let in and served; nothing where nothing does. */
function listLimits({ server, seed }: Scenario): Record<string, string | number> {
  const { acceptRatePerSecond, admission, threads, threadQueue } = server;
  return {
    ...(acceptRatePerSecond === undefined ? {} : { 'accept-rate': `${acceptRatePerSecond}/s` }),
    ...(threads === undefined ? {} : { threads, 'thread-queue': threadQueue }),
    ...(admission === undefined
      ? {}
      : {
          'admission-rate': `${admission.ratePerSecond}/s`,
          'admission-burst': admission.burst,
          'admission-retry-after': `${admission.retryAfterUs}us`,
          'admission-jitter': String(admission.jitter),
          seed,
        }),
  };
}

function toSample(stats: StatsLine, life: number): ServerSample {
  return {
    atUs: stats.atUs,
    life,
    connections: stats.connections,
    waiting: stats.waiting,
    cpuUs: stats.cpu.userUs + stats.cpu.systemUs,
    rssBytes: stats.memory.rssBytes,
    loopDelayMaxUs: stats.loopDelayUs.max,
    uplinks: stats.uplinks,
    evictedByBytes: stats.history.evicted.byBytes,
    outOfDescriptors: stats.outOfDescriptors,
    reapings: stats.reapings,
    acks: { acknowledged: stats.counters.acknowledged, redelivered: stats.counters.redelivered },
    overflow: {
      overflowed: stats.counters.overflowed,
      dropped: stats.counters.dropped,
      coalesced: stats.counters.coalesced,
    },
  };
}
