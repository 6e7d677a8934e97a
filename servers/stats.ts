import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../src/system/clock.js';
import { LoopWatch } from '../src/system/loop-watch.js';
import type { Reaping, ServerStats } from '../src/wire/protocol.js';
import type { EchoDesk } from './echo-desk.js';
import type { Hub } from './hub.js';
import type { ReapLog } from './reap-log.js';

export type ServerCounters = ServerStats['counters'];

export function createCounters(): ServerCounters {
  return {
    connectionsOpened: 0,
    connectionsClosed: 0,
    connectionsRejected: 0,
    notAdmitted: 0,
    reaped: 0,
    overflowed: 0,
    dropped: 0,
    coalesced: 0,
    published: 0,
    delivered: 0,
    echoed: 0,
    acknowledged: 0,
    redelivered: 0,
    answersBegun: 0,
    answersResumed: 0,
    tokens: 0,
    said: 0,
    heard: 0,
    presenceTold: 0,
    polls: 0,
    emptyPolls: 0,
    requestsFailed: 0,
  };
}

/** Milliseconds between two looks of the event-loop monitor. */
const loopResolutionMs = 10;

interface StatsSources {
  readonly hub: Hub;
  readonly echoes: EchoDesk;
  readonly counters: ServerCounters;
  readonly reaps: ReapLog;
  readonly clock: Clock;
  readonly connections: () => number;
  readonly waiting: () => number;
}

/** Takes a server's readings: its own counters, and what the process costs. */
export class StatsMeter {
  readonly #sources: StatsSources;
  readonly #sinceStart = startLoopMonitor();
  /** Only servers that print stats lines pay for these. */
  #sinceLine: { readonly monitor: IntervalHistogram; readonly watch: LoopWatch } | undefined;

  #memory = process.memoryUsage();
  #outOfDescriptors = false;

  constructor(sources: StatsSources) {
    this.#sources = sources;
  }

  /** A reading whose loop delay runs from the start. */
  read(): ServerStats {
    return this.#readWith(this.#sinceStart, this.#sources.reaps.list());
  }

  /** A reading whose loop delay runs from the last call; the first one starts that monitor. */
  readInterval(): ServerStats {
    this.#sinceLine ??= { monitor: startLoopMonitor(), watch: new LoopWatch() };
    const { monitor, watch } = this.#sinceLine;
    const stats = this.#readWith(monitor, this.#sources.reaps.take());
    monitor.reset();
    // The monitor misses a standstill that begins right after its reset; the watch does not.
    const max = Math.max(stats.loopDelayUs.max, watch.takeLongestUs());
    return { ...stats, loopDelayUs: { ...stats.loopDelayUs, max } };
  }

  stop(): void {
    this.#sinceStart.disable();
    this.#sinceLine?.monitor.disable();
    this.#sinceLine?.watch.stop();
  }

  /**
   * Reading resident memory opens a file. Without a descriptor left, the last reading stands: a server that is out of
   * descriptors goes on serving the clients it has, and says so.
   */
  #readMemory(): NodeJS.MemoryUsage {
    try {
      this.#memory = process.memoryUsage();
      this.#outOfDescriptors = false;
    } catch {
      this.#outOfDescriptors = true;
    }
    return this.#memory;
  }

  #readWith(loop: IntervalHistogram, reapings: Reaping[]): ServerStats {
    const { hub, echoes, counters, clock, connections, waiting } = this.#sources;
    const memory = this.#readMemory();
    const cpu = process.cpuUsage();
    return {
      atUs: clock.nowUs(),
      connections: connections(),
      waiting: waiting(),
      uplinks: echoes.uplinks,
      counters: { ...counters },
      reapings,
      memory: { rssBytes: memory.rss, heapUsedBytes: memory.heapUsed },
      outOfDescriptors: this.#outOfDescriptors,
      cpu: { userUs: cpu.user, systemUs: cpu.system },
      loopDelayUs: {
        p50: toDelayUs(loop.percentile(50)),
        p99: toDelayUs(loop.percentile(99)),
        max: toDelayUs(loop.max),
      },
      history: {
        epoch: hub.epoch,
        newest: hub.newest,
        oldest: hub.oldest,
        messages: hub.messages,
        bytes: hub.bytes,
        evicted: { ...hub.evicted },
      },
    };
  }
}

function startLoopMonitor(): IntervalHistogram {
  const monitor = monitorEventLoopDelay({ resolution: loopResolutionMs });
  monitor.enable();
  return monitor;
}

/** The monitor records the nanoseconds between two looks, an idle loop's own 10 ms included; those are no delay. */
function toDelayUs(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / 1000) - loopResolutionMs * 1000);
}
