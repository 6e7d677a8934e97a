import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { ServerSample } from '../metrics/measurement.js';
import type { Network } from '../network/network.js';
import type { Scenario } from '../scenario/scenario.js';
import { paths, type StatsLine } from '../wire/protocol.js';
import type { ServerOfTrial } from './server-of-trial.js';
import { ServerProcess } from './server-process.js';

export interface ServerUnderTestSettings {
  readonly scenario: Scenario;
  readonly network: Network;
  /** Where a graceful stop leaves the history for the next life. */
  readonly historyFile: string;
  /** Where the first life leaves key and certificate for the next ones, under TLS. */
  readonly tlsFile: string;
  /** Lives to prepare beyond the first: one for each planned restart. */
  readonly restarts: number;
  /** Where a flawed server keeps its log. */
  readonly flawLog: string;
  readonly onSample: (sample: ServerSample) => void;
  /** Called when the server ends without having been told to. */
  readonly onUnexpectedEnd: () => void;
  /** Called when a graceful stop took so long that the process was killed. */
  readonly onForcedStop: () => void;
}

const statsInterval = '100ms';

/** The server of a trial through all its lives, always on the same port. */
export class ServerUnderTest implements ServerOfTrial {
  readonly url: string;
  /** PEM, known from the first start on and the same for all lives; undefined without TLS. */
  certificate: string | undefined;
  readonly #settings: ServerUnderTestSettings;
  readonly #prepared: ServerProcess[];
  #current: ServerProcess | undefined;
  #life = 0;

  constructor(settings: ServerUnderTestSettings) {
    this.#settings = settings;
    const { scenario, network } = settings;
    this.url = `${scenario.server.tls ? 'https' : 'http'}://${network.host}:${network.port}`;
    const serveArguments = listServeArguments(settings);
    this.#prepared = Array.from({ length: settings.restarts + 1 }, (_, index) => {
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

  async replace(): Promise<number> {
    const next = this.#prepared[this.#life];
    if (next === undefined) throw new Error('more restarts than were prepared');
    this.#life++;
    this.#current = next;
    const { atUs, certificate } = await next.listen();
    this.certificate = certificate;
    void next.exited.then(() => {
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

  async disconnect(share: number, how: 'close' | 'reset', seed: number): Promise<void> {
    const asked = this.#current;
    if (asked === undefined) return;
    const url = new URL(paths.disconnect, this.url);
    url.search = new URLSearchParams({ share: String(share), how, seed: String(seed) }).toString();
    try {
      await postControl(url, this.#settings.network.controlAddress, this.certificate);
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
async function postControl(url: URL, localAddress: string, certificate: string | undefined): Promise<void> {
  const options = { method: 'POST', localAddress, agent: false };
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
  historyFile,
  flawLog,
  tlsFile,
}: Pick<ServerUnderTestSettings, 'scenario' | 'historyFile' | 'flawLog' | 'tlsFile'> & {
  readonly network: Pick<Network, 'host' | 'port'>;
}): string[] {
  const { server, poll, transport, acks } = scenario;
  const options: Record<string, string | number> = {
    transport,
    host: network.host,
    port: network.port,
    backlog: server.backlog,
    'max-connections': server.maxConnections,
    'history-messages': server.historyMessages,
    'history-bytes': `${server.historyBytes}B`,
    'history-file': historyFile,
    buffer: `${server.bufferBytes}B`,
    overflow: server.overflow,
    ...(acks === undefined ? {} : { 'ack-timeout': `${acks.timeoutUs}us` }),
    heartbeat: `${server.heartbeatUs}us`,
    retry: `${server.retryUs}us`,
    hold: `${poll.holdUs}us`,
    'stats-interval': statsInterval,
  };
  const also = scenario.fallback.filter((name) => name !== transport).flatMap((name) => ['--also', name]);
  const flaws = server.flaws.flatMap((flaw) => ['--flaw', flaw]);
  if (flaws.length > 0) options['flaw-log'] = flawLog;
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

function toSample(stats: StatsLine, life: number): ServerSample {
  return {
    atUs: stats.atUs,
    life,
    connections: stats.connections,
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
