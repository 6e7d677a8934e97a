import type { KernelSample } from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { Clock } from '../system/clock.js';
import { readListenOverflows } from '../system/kernel-tcp.js';
import { type KernelTable, openKernelTable } from './kernel-table.js';

const intervalMs = 100;
const longestIntervalMs = 1_000;
/** The table grows with the connections: reading it should take no more than this share of the time. */
const mostShare = 0.05;

export interface KernelSamplerSettings {
  /** None for a server that is not on this machine: nothing is read then. */
  readonly ports: readonly number[];
  /** Connections from this address are not clients. */
  readonly exceptAddress: string;
  /** Folder of the kernel's tables at the server's side. */
  readonly tables: string;
  /** Connections from these are second ones of clients, counted apart. */
  readonly uplinkAddresses: readonly string[];
  readonly clock: Clock;
  readonly onSample: (sample: Omit<KernelSample, 'atUs'>, hostUs: number) => void;
}

/** Reads the kernel's view of the server's port while a trial runs, and its listen-queue overflows phase by phase. */
export class KernelSampler {
  readonly #settings: KernelSamplerSettings;
  readonly #overflows: Partial<Record<PhaseName, number>> = {};
  #table: KernelTable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #lastOverflows: number | undefined;

  constructor(settings: KernelSamplerSettings) {
    this.#settings = settings;
  }

  start(): void {
    if (this.#settings.ports.length === 0) return;
    const table = openKernelTable();
    this.#table = table;
    this.#timer = setTimeout(() => void this.#sample(table), intervalMs);
  }

  /** Counts the overflows since the last call to the phase that has just ended. */
  async closePhase(ended: PhaseName | undefined): Promise<void> {
    if (this.#settings.ports.length === 0) return;
    const total = await readListenOverflows(this.#settings.tables);
    if (total === undefined) return;
    if (ended !== undefined && this.#lastOverflows !== undefined) {
      this.#overflows[ended] = (this.#overflows[ended] ?? 0) + total - this.#lastOverflows;
    }
    this.#lastOverflows = total;
  }

  /** Undefined where the kernel does not tell. */
  get overflows(): Readonly<Partial<Record<PhaseName, number>>> | undefined {
    return this.#lastOverflows === undefined ? undefined : this.#overflows;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#table?.close();
  }

  async #sample(table: KernelTable): Promise<void> {
    const { ports, exceptAddress, uplinkAddresses, tables, clock, onSample } = this.#settings;
    const beganUs = clock.nowUs();
    const reading = await table.read({ ports, exceptAddress, tables, uplinkAddresses });
    const endedUs = clock.nowUs();
    if (this.#stopped || reading === undefined) return;
    onSample(reading, endedUs);
    const pauseMs = Math.min(longestIntervalMs, Math.max(intervalMs, (endedUs - beganUs) / 1000 / mostShare));
    this.#timer = setTimeout(() => void this.#sample(table), pauseMs);
  }
}
