import { fork } from 'node:child_process';
import { SquallError } from '../errors.js';
import type { ProxyUnderFault } from '../faults/fault.js';
import type { ProxyFindings } from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { Network } from '../network/network.js';
import type { ConditionSettings } from '../scenario/faults/toxic.js';
import type { Trial } from '../scenario/scenario.js';
import { builtFile } from '../system/package-root.js';
import { findServerPort, planProxyAddresses } from '../system/ports.js';
import type { Hop } from '../transports/transport.js';
import { isLoopback } from './open-target.js';
import { openChildChannel } from './process-channel.js';
import type { ProxyCommand, ProxyOpening, ProxyReport } from './proxy-messages.js';
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
  const { proxy, clients, seed, target, transport } = scenario;
  if (proxy === undefined) return undefined;
  if (network.wire !== undefined) {
    const problem = 'what crosses the wire is not counted on both sides of a proxy';
    throw new SquallError('SQUALL_USAGE', problem, 'leave --wire out, or the proxy and its faults');
  }
  const port = String(network.port);
  const serverUrl = target?.endpoints[transport]?.url ?? `http://${network.host}:${port}`;
  const opening: ProxyOpening = {
    host: network.host,
    port: await findServerPort(network.host),
    serverUrl,
    variables: target === undefined ? {} : { SQUALL_PORT: port },
    // An address of loopback cannot reach anything else.
    localAddresses: isLoopback(serverUrl) ? planProxyAddresses(clients.count) : [],
    seed,
    idleTimeoutUs: proxy.idleTimeoutUs,
    stripUpgrade: proxy.stripUpgrade,
    conditions: proxy.conditions.map((condition, index) => ({ ...condition, id: index })),
  };
  return new TrialProxy(opening, recruit());
}

export class TrialProxy implements ProxyUnderFault {
  /** Where clients connect. */
  readonly address: Hop;
  /** Rejects when the process failed or ended before its work did; never resolves. */
  readonly failed: Promise<never>;
  readonly #opening: ProxyOpening;
  readonly #channel: Channel;
  readonly #kill: () => void;
  readonly #opened: Promise<void>;
  readonly #finished: Promise<ProxyFindings>;
  readonly #waiting = new Map<number, (atUs: number) => void>();
  #nextId: number;
  #isDismissed = false;

  constructor(opening: ProxyOpening, { channel, kill }: RecruitedProxy) {
    this.address = { host: opening.host, port: opening.port };
    this.#opening = opening;
    this.#nextId = opening.conditions.length;
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

  /** Lets it listen; resolves when it does. */
  async open(): Promise<void> {
    this.#channel.send({ kind: 'open', opening: this.#opening });
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
