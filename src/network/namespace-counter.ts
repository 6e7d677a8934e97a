import { setTimeout as sleep } from 'node:timers/promises';
import type { WireCount } from '../metrics/wire-count.js';
import type { WireMeter } from './network.js';
import {
  countUnfinished,
  type InterfaceCounters,
  parseCounters,
  parseInterface,
  readTable,
} from './proc-net.js';

/** Linux counts an Ethernet frame's header at a veth interface, and no more than it (no preamble, no checksum). */
const ethernetHeaderBytes = 14;
/** How long connections get to exchange their last segments, and how often the counters are looked at meanwhile. */
const settleWithinMs = 2_000;
const settleStepMs = 50;

/**
 * Counts at the workers' end of a link that carries only clients. Everything starts from zero because the namespaces are new.
 * What TCP itself counts in the namespaces stands beside it; retransmissions and resets of the server's side include those
 * towards the publisher, since the kernel keeps them per namespace.
 */
export class NamespaceCounter implements WireMeter {
  readonly #workerTables: string;
  readonly #serverTables: string;
  readonly #link: string;

  constructor(workerTables: string, serverTables: string, link: string) {
    this.#workerTables = workerTables;
    this.#serverTables = serverTables;
    this.#link = link;
  }

  start(): void {}

  beforeEnd(): Promise<void> {
    return Promise.resolve();
  }

  async finish(): Promise<WireCount> {
    const complete = await this.#settle();
    const link = await this.#readLink();
    const workers = parseCounters(await readTable(this.#workerTables, 'snmp'), 'Tcp');
    const server = parseCounters(await readTable(this.#serverTables, 'snmp'), 'Tcp');
    const extended = parseCounters(await readTable(this.#workerTables, 'netstat'), 'TcpExt');
    const of = (counters: ReadonlyMap<string, number>, name: string): number => counters.get(name) ?? 0;
    const opens = of(workers, 'ActiveOpens');
    const refused = of(workers, 'AttemptFails');
    return {
      mode: 'namespaces',
      complete,
      sent: {
        segments: link.sentPackets,
        ipBytes: link.sentBytes - link.sentPackets * ethernetHeaderBytes,
        handshakeSegments: opens + of(extended, 'TCPSynRetrans'),
        refusalSegments: 0,
        retransmittedSegments: of(workers, 'RetransSegs'),
        resets: of(workers, 'OutRsts'),
        tcpSegments: of(workers, 'OutSegs') + of(workers, 'RetransSegs'),
      },
      received: {
        segments: link.receivedPackets,
        ipBytes: link.receivedBytes - link.receivedPackets * ethernetHeaderBytes,
        handshakeSegments: opens - refused,
        refusalSegments: refused,
        retransmittedSegments: of(server, 'RetransSegs'),
        resets: of(server, 'OutRsts'),
        tcpSegments: of(workers, 'InSegs'),
      },
    };
  }

  /** Waits until every connection has ended and the link is still. */
  async #settle(): Promise<boolean> {
    const deadline = performance.now() + settleWithinMs;
    let before = await this.#readLink();
    while (performance.now() < deadline) {
      await sleep(settleStepMs);
      const now = await this.#readLink();
      const still = now.sentPackets === before.sentPackets && now.receivedPackets === before.receivedPackets;
      if (still && countUnfinished(await readTable(this.#workerTables, 'tcp')) === 0) return true;
      before = now;
    }
    return false;
  }

  async #readLink(): Promise<InterfaceCounters> {
    return parseInterface(await readTable(this.#workerTables, 'dev'), this.#link);
  }
}
