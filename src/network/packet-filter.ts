import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PacketCount } from '../metrics/measurement.js';
import {
  droppedCounter,
  listFilterRules,
  type SocketAddress,
  seenCounter,
  type VanishingPackets,
} from './filter-rules.js';
import { NftTable } from './nft-table.js';

export interface PacketFilterSettings {
  /** The server's address as clients reach it. */
  readonly host: string;
  readonly ports: readonly number[];
  /** Source address of publisher and coordinator, whose packets always pass. */
  readonly controlAddress: string;
  /** Command and arguments that run the command after them where the server and the load workers are. */
  readonly serverPrefix: readonly string[];
  readonly workerPrefix: readonly string[];
  /** How long the trial takes at most. */
  readonly trialLengthUs: number;
  /** For rules on their way to the kernel. */
  readonly scratchDirectory: string;
}

/** Lifts what was put up, once; says what it did however often it is asked. */
export type Lift = () => Promise<PacketCount>;

/**
 * Makes packets between clients and server vanish, inside the trial's own network. What is put up goes when it is lifted, at
 * the latest when this process ends, however it ends (see `NftTable`), and by itself some time after it was due to.
 */
export class PacketFilter {
  readonly #settings: PacketFilterSettings;
  readonly #tables = new Set<NftTable>();

  constructor(settings: PacketFilterSettings) {
    this.#settings = settings;
  }

  /** Every packet vanishes on its way, in both directions: neither side is told. */
  blackhole(lengthUs: number): Promise<Lift> {
    return this.#putUp({ kind: 'all' }, lengthUs);
  }

  /** Each packet vanishes with this probability, 0 to 1, independently of the others. */
  lose(share: number, lengthUs: number): Promise<Lift> {
    return this.#putUp({ kind: 'share', share }, lengthUs);
  }

  /** The machines at the clients' ends of these connections are gone: they send and receive nothing more on them. */
  async sever(sockets: readonly SocketAddress[]): Promise<Lift> {
    if (sockets.length === 0) return async () => ({ seen: 0, dropped: 0 });
    return this.#putUp({ kind: 'sockets', sockets }, this.#settings.trialLengthUs);
  }

  /** Lifts whatever is still up. */
  async close(): Promise<void> {
    await Promise.all([...this.#tables].map((table) => this.#lift(table)));
  }

  async #putUp(vanishing: VanishingPackets, lengthUs: number): Promise<Lift> {
    const { scratchDirectory } = this.#settings;
    const file = join(scratchDirectory, `${randomUUID()}.nft`);
    const name = NftTable.chooseName();
    await writeFile(file, listFilterRules(name, this.#settings, vanishing, lengthUs));
    const tables: NftTable[] = [];
    try {
      for (const prefix of this.#listPlaces()) {
        const table = new NftTable(name, prefix);
        this.#tables.add(table);
        tables.push(table);
      }
      await Promise.all(tables.map((table) => table.load(file)));
    } catch (error) {
      await Promise.all(tables.map((table) => this.#lift(table)));
      throw error;
    } finally {
      await rm(file, { force: true });
    }
    let lifted: Promise<PacketCount> | undefined;
    return () => {
      lifted ??= this.#takeDown(tables);
      return lifted;
    };
  }

  async #takeDown(tables: readonly NftTable[]): Promise<PacketCount> {
    const counted = await Promise.all(tables.map((table) => table.readCounters()));
    await Promise.all(tables.map((table) => this.#lift(table)));
    const sum = (counter: string): number =>
      counted.reduce((total, counters) => total + (counters.get(counter) ?? 0), 0);
    return { seen: sum(seenCounter), dropped: sum(droppedCounter) };
  }

  async #lift(table: NftTable): Promise<void> {
    this.#tables.delete(table);
    await table.remove();
  }

  /** Where packets arrive or leave: one place on loopback, both namespaces otherwise. */
  #listPlaces(): (readonly string[])[] {
    const { serverPrefix, workerPrefix } = this.#settings;
    return serverPrefix.join(' ') === workerPrefix.join(' ') ? [serverPrefix] : [serverPrefix, workerPrefix];
  }
}
