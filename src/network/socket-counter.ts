import { setTimeout as sleep } from 'node:timers/promises';
import { handshakeSegmentBytes, segmentBytes, type WireCount } from '../metrics/wire-count.js';
import type { WireMeter } from './network.js';
import { runTool } from './run-tool.js';
import { parseSocketLines, type SocketCounters } from './socket-lines.js';

/** Between two looks at all sockets: what a connection does after the last look before its end is not seen. */
const lookEveryMs = 500;

/**
 * Asks the kernel for the counters of every client's socket (TCP_INFO, shown by ss(8)) twice a second and right before the
 * clients end. A socket that goes away in between counts as it was last seen.
 */
export class SocketCounter implements WireMeter {
  readonly #filter: readonly string[];
  readonly #seen = new Map<string, SocketCounters>();
  readonly #ended = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  /** @param exceptAddress connections from this address are not clients' */
  constructor(host: string, port: number, exceptAddress: string) {
    this.#filter = ['dst', host, 'and', 'dport', '=', `:${port}`, 'and', 'not', 'src', exceptAddress];
  }

  start(): void {
    this.#looking = this.#lookAgainAndAgain();
    this.#looking.catch(() => undefined);
  }

  async beforeEnd(): Promise<void> {
    this.#ended.abort();
    await this.#looking;
    await this.#look();
  }

  finish(): Promise<WireCount> {
    const sockets = [...this.#seen.values()];
    const sum = (pick: (socket: SocketCounters) => number): number =>
      sockets.reduce((total, socket) => total + pick(socket), 0);
    const direction = (segments: number, payload: number, retransmittedSegments: number) => ({
      segments,
      ipBytes: segments * segmentBytes + sockets.length * (handshakeSegmentBytes - segmentBytes) + payload,
      handshakeSegments: sockets.length,
      refusalSegments: 0,
      retransmittedSegments,
      resets: null,
      tcpSegments: null,
    });
    return Promise.resolve({
      mode: 'sockets',
      // The last segments of a connection are never seen, those of one that ended before the end neither.
      complete: false,
      sent: direction(
        sum(({ segsOut }) => segsOut),
        sum(({ bytesSent }) => bytesSent),
        sum(({ retransmitted }) => retransmitted),
      ),
      received: direction(
        sum(({ segsIn }) => segsIn),
        sum(({ bytesReceived }) => bytesReceived),
        0,
      ),
    });
  }

  async #lookAgainAndAgain(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await this.#look();
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const lines = parseSocketLines(await runTool(['ss', '-tineH', ...this.#filter]));
    for (const [socket, counters] of lines) this.#seen.set(socket, counters);
  }
}
