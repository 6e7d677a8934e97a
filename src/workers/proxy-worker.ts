import { ProxyServer } from '../proxy/proxy-server.js';
import { resolveVariables } from '../scenario/variables.js';
import type { Clock } from '../system/clock.js';
import { DueQueue } from '../system/due-queue.js';
import { parseEndpoint } from '../transports/owned-socket.js';
import { PhaseHealth } from './phase-health.js';
import type { ProxyCommand, ProxyOpening, ProxyReport } from './proxy-messages.js';
import type { WorkerChannel } from './worker-channel.js';

/** Runs a trial's proxy in a process of its own, as the coordinator's commands say. */
export class ProxyWorker {
  readonly #channel: WorkerChannel<ProxyReport, ProxyCommand>;
  readonly #clock: Clock;
  readonly #health = new PhaseHealth();
  #proxy: ProxyServer | undefined;

  constructor(channel: WorkerChannel<ProxyReport, ProxyCommand>, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
    channel.onMessage((command) => this.#obey(command));
  }

  #obey(command: ProxyCommand): void {
    switch (command.kind) {
      case 'open':
        this.#open(command.opening).catch(this.#fail);
        return;
      case 'add-toxic':
        this.#proxy?.addToxic(command.order);
        this.#channel.send({ kind: 'toxic-set', id: command.order.id, atUs: this.#clock.nowUs() });
        return;
      case 'remove-toxic':
        this.#proxy?.removeToxic(command.id);
        this.#channel.send({ kind: 'toxic-set', id: command.id, atUs: this.#clock.nowUs() });
        return;
      case 'phase':
        this.#health.enterPhase(command.phase);
        return;
      case 'finish':
        this.#finish().catch(this.#fail);
        return;
    }
  }

  readonly #fail = (error: unknown): void => {
    this.#channel.send({ kind: 'failed', message: String(error) });
  };

  async #open({ serverUrl, variables, ...opening }: ProxyOpening): Promise<void> {
    const url = resolveVariables(serverUrl, { ...process.env, ...variables });
    const { host, port } = parseEndpoint(url);
    const settings = { ...opening, server: { host, port } };
    this.#proxy = new ProxyServer(settings, this.#clock, new DueQueue(this.#clock));
    await this.#proxy.listen();
    this.#channel.send({ kind: 'open' });
  }

  async #finish(): Promise<void> {
    const health = this.#health.finish();
    const proxy = this.#proxy;
    await proxy?.close();
    proxy?.due.clear();
    if (proxy !== undefined)
      this.#channel.send({ kind: 'finished', counters: { ...proxy.counters }, health });
  }
}
