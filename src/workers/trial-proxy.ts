import { fork } from 'node:child_process';
import { SquallError } from '../errors.js';
import type { ProxyUnderFault } from '../faults/fault.js';
import type { ProxyFindings } from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { Network } from '../network/network.js';
import type { ProxyServerSettings } from '../proxy/proxy-settings.js';
import type { ConditionSettings } from '../scenario/faults/toxic.js';
import type { Trial } from '../scenario/scenario.js';
import { builtFile } from '../system/package-root.js';
import { findServerPort, planProxyAddresses } from '../system/ports.js';
import { openChildChannel } from './process-channel.js';
import type { ProxyCommand, ProxyReport } from './proxy-messages.js';
import type { WorkerChannel } from './worker-channel.js';

type Channel = WorkerChannel<ProxyCommand, ProxyReport>;

/** A process that waits to become a trial's proxy. */
export interface RecruitedProxy {
  readonly channel: Channel;
  readonly kill: () => void;
}

/** How long the process gets to hand in its figures, milliseconds. */
const finishWithinMs = 10_000;

/**
 * The proxy of a trial as the coordinator sees it.
 * @throws SquallError SQUALL_USAGE where clients and server are joined by a link of their own
 */
export async function openTrialProxy(
  { scenario }: Trial,
  network: Network,
  recruit: () => RecruitedProxy = recruitProxy,
): Promise<TrialProxy | undefined> {
  const { proxy, clients, seed } = scenario;
  if (proxy === undefined) return undefined;
  if (network.wire !== undefined) {
    const problem = 'what crosses the wire is not counted on both sides of a proxy';
    throw new SquallError('SQUALL_USAGE', problem, 'leave --wire out, or the proxy and its faults');
  }
  const settings: ProxyServerSettings = {
    host: network.host,
    port: await findServerPort(network.host),
    serverPort: network.port,
    localAddresses: planProxyAddresses(clients.count),
    seed,
    idleTimeoutUs: proxy.idleTimeoutUs,
    stripUpgrade: proxy.stripUpgrade,
    conditions: proxy.conditions.map((condition, index) => ({ ...condition, id: index })),
  };
  return new TrialProxy(settings, recruit());
}

export class TrialProxy implements ProxyUnderFault {
  /** Where clients connect. */
  readonly port: number;
  /** Rejects when the process failed or ended before its work did; never resolves. */
  readonly failed: Promise<never>;
  readonly #settings: ProxyServerSettings;
  readonly #channel: Channel;
  readonly #kill: () => void;
  readonly #opened: Promise<void>;
  readonly #finished: Promise<ProxyFindings>;
  readonly #waiting = new Map<number, (atUs: number) => void>();
  #nextId: number;
  #isDismissed = false;

  constructor(settings: ProxyServerSettings, { channel, kill }: RecruitedProxy) {
    this.port = settings.port;
    this.#settings = settings;
    this.#nextId = settings.conditions.length;
    this.#channel = channel;
    this.#kill = kill;
    let tellOpened: () => void;
    let tellFinished: (findings: ProxyFindings) => void;
    let fail: (error: Error) => void;
    this.#opened = new Promise((resolve) => {
      tellOpened = resolve;
    });
    this.#finished = new Promise((resolve) => {
      tellFinished = resolve;
    });
    this.failed = new Promise((_, reject) => {
      fail = reject;
    });
    this.failed.catch(() => undefined);
    channel.onMessage((report) => {
      if (report.kind === 'open') tellOpened();
      else if (report.kind === 'toxic-set') this.#confirm(report.id, report.atUs);
      else if (report.kind === 'finished') tellFinished({ ...report.counters, health: report.health });
      else fail(proxyDied(report.message));
    });
    channel.onClose((reason) => {
      if (!this.#isDismissed) fail(proxyDied(`the proxy's process is gone: ${reason}`));
    });
  }

  /** Base address of the server as clients see it through the proxy. */
  addressOf(serverUrl: string): string {
    const url = new URL(serverUrl);
    url.port = String(this.port);
    return url.origin;
  }

  /** Lets it listen; resolves when it does. */
  async open(): Promise<void> {
    this.#channel.send({ kind: 'open', settings: this.#settings });
    await Promise.race([this.#opened, this.failed]);
  }

  async add(toxic: ConditionSettings): Promise<{ readonly id: number; readonly atUs: number }> {
    const id = this.#nextId++;
    this.#channel.send({ kind: 'add-toxic', order: { ...toxic, id } });
    return { id, atUs: await this.#confirmed(id) };
  }

  async remove(id: number): Promise<number> {
    this.#channel.send({ kind: 'remove-toxic', id });
    return this.#confirmed(id);
  }

  enterPhase(phase: PhaseName): void {
    this.#channel.send({ kind: 'phase', phase });
  }

  /** Ends the proxy and collects what it counted; its process then ends by itself. */
  async finish(): Promise<ProxyFindings> {
    this.#channel.send({ kind: 'finish' });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = proxyDied(`the proxy did not hand in its figures within ${finishWithinMs / 1000} s`);
      timer = setTimeout(() => reject(error), finishWithinMs);
    });
    try {
      return await Promise.race([this.#finished, this.failed, late]);
    } finally {
      clearTimeout(timer);
      this.#isDismissed = true;
      this.#channel.close();
    }
  }

  /** Ends the process at once, whatever it holds. */
  kill(): void {
    this.#isDismissed = true;
    this.#kill();
  }

  #confirmed(id: number): Promise<number> {
    return Promise.race([new Promise<number>((resolve) => this.#waiting.set(id, resolve)), this.failed]);
  }

  #confirm(id: number, atUs: number): void {
    this.#waiting.get(id)?.(atUs);
    this.#waiting.delete(id);
  }
}

function proxyDied(message: string): SquallError {
  return new SquallError(
    'SQUALL_WORKER_DIED',
    message,
    'see the message above; if memory ran out, lower clients.count',
  );
}

function recruitProxy(): RecruitedProxy {
  const child = fork(builtFile('src/workers/proxy-main.js'), [], {
    // Its own process group: an interrupt at the terminal is for the coordinator alone.
    detached: true,
  });
  return { channel: openChildChannel(child), kill: () => void child.kill('SIGKILL') };
}
