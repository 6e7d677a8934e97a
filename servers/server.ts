import { rm } from 'node:fs/promises';
import { hostClock } from '../src/system/clock.js';
import type { ServerStats } from '../src/wire/protocol.js';
import { AckDesk } from './ack-desk.js';
import { Admission } from './admission.js';
import { AnswerDesk } from './answer-desk.js';
import { EchoDesk } from './echo-desk.js';
import { FlawLogFile } from './flaws/flaw-log.js';
import { FlawSet } from './flaws/flaw-set.js';
import { FlawedTransport } from './flaws/flawed-transport.js';
import { HandlerPool } from './handler-pool.js';
import { checkHistoryFolder, readHistoryFile, writeHistoryFile } from './history-file.js';
import { HttpFront } from './http-front.js';
import { type HistoryLimits, Hub } from './hub.js';
import { LongPollServer } from './long-poll.js';
import { PooledTransport } from './pooled-transport.js';
import { ReapLog } from './reap-log.js';
import { RoomDesk } from './room-desk.js';
import { defaultServerOptions, type ServedTransport, type ServerOptions } from './server-options.js';
import { ShortPollServer } from './short-poll.js';
import { SseServer } from './sse.js';
import { createCounters, StatsMeter } from './stats.js';
import { keepTlsIdentity, makeTlsIdentity, type TlsIdentity } from './tls-identity.js';
import type { ServerContext, TransportServer } from './transport-server.js';
import { Upstream } from './upstream.js';
import { WebSocketTransportServer } from './websocket.js';

/** How long clients get to take their leave on a graceful stop. */
const stopGraceMs = 500;

const transportServers: Readonly<Record<ServedTransport, new (context: ServerContext) => TransportServer>> = {
  websocket: WebSocketTransportServer,
  sse: SseServer,
  'long-poll': LongPollServer,
  'short-poll': ShortPollServer,
};

/** A reference server that listens. */
export interface RunningServer {
  /** Base address, e.g. `http://127.0.0.1:23456`. */
  readonly url: string;
  readonly port: number;
  /** The second port, for everything that is not a client; undefined: there is none. */
  readonly controlPort: number | undefined;
  /** PEM of the certificate that clients have to trust; undefined without TLS. */
  readonly certificate: string | undefined;
  /** Host-monotonic instant at which it listened. */
  readonly readyAtUs: number;
  readonly hub: Hub;
  readonly transport: TransportServer;
  /** A reading since the start, as `GET /stats` gives. */
  readStats(): ServerStats;
  /** A reading whose loop delay runs from the last one, as a stats line gives. */
  readIntervalStats(): ServerStats;
  /** Rejects when the hub that it mirrors is gone for good; undefined when it is its own. */
  readonly lost: Promise<never> | undefined;
  /**
   * Ends the server in order: no new connections, clients ended as their transport does it, the history written.
   * Calling it again returns the same promise.
   */
  stop(): Promise<void>;
}

/**
 * Starts a reference server in this process.
 * @throws HistoryFileError or FlawLogError when a file cannot be used, UpstreamError without the hub to mirror, TlsFileError when the TLS file is damaged, or the
 *   system's error when it cannot listen
 */
export async function startServer(
  given: Partial<ServerOptions> & Pick<ServerOptions, 'transport'>,
): Promise<RunningServer> {
  const options: ServerOptions = { ...defaultServerOptions, ...given };
  const { historyFile } = options;
  const identity = await provideIdentity(options);
  const saved = historyFile === undefined ? undefined : await readHistoryFile(historyFile);
  if (historyFile !== undefined) await checkHistoryFolder(historyFile);
  const limits = { messages: options.historyMessages, bytes: options.historyBytes };
  const upstream = await openUpstream(options, limits, identity);
  const hub = upstream?.hub ?? new Hub(limits, saved);
  const flaws = createFlaws(options, hub);
  const { admission } = options;
  const counters = createCounters();
  const acks = new AckDesk(counters, options.ackTimeoutUs);
  const answers = new AnswerDesk(hostClock, counters);
  const context: ServerContext = {
    hub,
    admission: admission && new Admission(admission, hostClock),
    echoes: new EchoDesk(),
    rooms: new RoomDesk(counters),
    acks,
    answers,
    options,
    counters,
    reaps: new ReapLog(hostClock),
    clock: hostClock,
    flaws,
  };
  const sound = new transportServers[options.transport](context);
  const flawed = flaws === undefined ? sound : new FlawedTransport(sound, flaws);
  const others = options.also.map((name) => new transportServers[name](context));
  const transports = poolHandlers([flawed, ...others], context);
  const [transport = flawed] = transports;
  const meter = new StatsMeter({
    ...context,
    connections: () => transports.reduce((sum, served) => sum + served.connections, answers.connections),
    waiting: () => transports.reduce((sum, { waiting = 0 }) => sum + waiting, 0),
  });
  const front = new HttpFront(context, transports, meter, identity);
  const { port, controlPort } = await listenOrDispose(front, transports, meter).catch((error: unknown) => {
    upstream?.stop();
    throw error;
  });
  const readyAtUs = hostClock.nowUs();
  flaws?.start();
  // The file has had its one use. Were it there after a crash, the next start would take it for the present and
  // hand out ids anew that clients already hold.
  if (historyFile !== undefined) await rm(historyFile, { force: true });

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await front.stop(stopGraceMs);
    meter.stop();
    acks.stop();
    answers.stop();
    flaws?.stop();
    upstream?.stop();
    // No socket is left by now, so nothing can be published after this.
    if (historyFile !== undefined) await writeHistoryFile(historyFile, hub.save());
  };
  return {
    url: `${identity === undefined ? 'http' : 'https'}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    controlPort,
    certificate: identity?.certificate,
    readyAtUs,
    hub,
    transport,
    readStats: () => meter.read(),
    readIntervalStats: () => meter.readInterval(),
    lost: upstream?.lost,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Puts all transports before one pool of handlers, if there is to be one. */
function poolHandlers(
  transports: readonly TransportServer[],
  context: ServerContext,
): readonly TransportServer[] {
  const { threads, threadQueue } = context.options;
  if (threads === undefined) return transports;
  const pool = new HandlerPool(threads, threadQueue);
  return transports.map((transport) => new PooledTransport(transport, context, pool));
}

/** @throws UpstreamError when it cannot be reached */
async function openUpstream(
  { upstream }: ServerOptions,
  limits: HistoryLimits,
  identity: TlsIdentity | undefined,
): Promise<Upstream | undefined> {
  if (upstream === undefined) return undefined;
  return Upstream.open({ url: upstream, certificate: identity?.certificate, limits });
}

/** @throws FlawLogError when the log cannot be written */
function createFlaws({ flaws, flawLog }: ServerOptions, hub: Hub): FlawSet | undefined {
  if (flaws.length === 0) return undefined;
  const log = flawLog === undefined ? undefined : new FlawLogFile(flawLog);
  return new FlawSet(flaws, hub, hostClock, log);
}

async function provideIdentity({ tls, tlsFile, host }: ServerOptions): Promise<TlsIdentity | undefined> {
  if (!tls) return undefined;
  return tlsFile === undefined ? makeTlsIdentity(host) : keepTlsIdentity(tlsFile, host);
}

/** A server that cannot listen leaves no timer behind that would keep the process alive. */
async function listenOrDispose(
  front: HttpFront,
  transports: readonly TransportServer[],
  meter: StatsMeter,
): ReturnType<HttpFront['listen']> {
  try {
    return await front.listen();
  } catch (error) {
    for (const transport of transports) transport.dispose();
    meter.stop();
    throw error;
  }
}
