import type { RestartMode } from '../metrics/measurement.js';
import { SampleSum } from './sample-sum.js';
import type { ServerOfTrial } from './server-of-trial.js';
import type { ProcessPlace } from './server-places.js';
import { ServerProcess } from './server-process.js';
import { listHubArguments, ServerUnderTest, type ServerUnderTestSettings } from './server-under-test.js';

export interface ServerGroupSettings extends Omit<ServerUnderTestSettings, 'place'> {
  readonly places: readonly ProcessPlace[];
  readonly hubPort: number;
}

/**
 * Several server processes that mirror one hub. The hub stands for what such servers share in production, a broker or a
 * database: it takes the messages, keeps the history, and stays up through every fault.
 */
export class ServerGroup implements ServerOfTrial {
  readonly processes: readonly ServerUnderTest[];
  readonly #hub: ServerProcess;
  readonly #samples: SampleSum;
  #isHubUp = false;

  constructor(settings: ServerGroupSettings) {
    this.#samples = new SampleSum(settings.onSample);
    const { network, places, onUnexpectedEnd } = settings;
    this.#hub = new ServerProcess(
      listHubArguments(settings),
      ({ cpu, memory, loopDelayUs, atUs, history }) =>
        this.#samples.add('hub', {
          atUs,
          life: 1,
          // What is connected to the hub are the processes.
          connections: 0,
          cpuUs: cpu.userUs + cpu.systemUs,
          rssBytes: memory.rssBytes,
          loopDelayMaxUs: loopDelayUs.max,
          evictedByBytes: history.evicted.byBytes,
          outOfDescriptors: false,
        }),
      network.serverPrefix,
    );
    void this.#hub.exited.then(() => {
      if (this.#isHubUp) onUnexpectedEnd();
    });
    this.processes = places.map(
      (place) =>
        new ServerUnderTest({
          ...settings,
          place,
          onSample: (sample) => this.#samples.add(place.port, sample),
          onEnd: () => this.#samples.end(place.port),
        }),
    );
  }

  get certificate(): string | undefined {
    return this.processes[0]?.certificate;
  }

  get starts(): number {
    return this.processes.reduce((sum, { starts }) => sum + starts, 0);
  }

  /** Whether any of them is there. */
  get listening(): boolean {
    return this.processes.some(({ listening }) => listening);
  }

  /** All of them, one after the other at the very first: under TLS the hub makes the certificate that they use. */
  async replace(warmUpUs?: number): Promise<number> {
    if (!this.#isHubUp) {
      await this.#hub.listen();
      this.#isHubUp = true;
    }
    const ready = await Promise.all(this.processes.map((process) => process.replace(warmUpUs)));
    return Math.max(...ready);
  }

  async end(mode: RestartMode): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end(mode)));
  }

  async disconnect(share: number, how: 'close' | 'reset', seed: number): Promise<void> {
    await Promise.all(this.processes.map((process) => process.disconnect(share, how, seed)));
  }

  async drain(ratePerSecond: number, shut: boolean, signal: AbortSignal): Promise<void> {
    for (const process of this.processes) await process.drain(ratePerSecond, shut, signal);
  }

  async freeze(): Promise<(() => void) | undefined> {
    const thaws = await Promise.all(this.processes.map((process) => process.freeze()));
    return thaws.every((thaw) => thaw === undefined)
      ? undefined
      : () => {
          for (const thaw of thaws) thaw?.();
        };
  }

  /** The hub last, so that no process misses it. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    this.#isHubUp = false;
    await this.#hub.stop();
  }
}
