import {
  type ActivityRow,
  activityBinUs,
  addActivity,
  emptyActivityRow,
  timelineBinUs,
} from '../metrics/activity.js';
import { BinLatencies } from '../metrics/bin-latencies.js';
import type { KernelSample, ServerSample } from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { TimelineRow } from '../storage/result.js';
import type { LoadTick } from './messages.js';

/** How long a bin stays open for readings that arrive after it is over. */
const graceUs = 300_000;
const perTimelineBin = timelineBinUs / activityBinUs;

/**
 * Puts the reports of all processes together, bin by bin: activity in bins of 10 ms, kept for the whole trial, and
 * timeline rows of 100 ms, handed on as soon as nothing more can come for them. Grows with time, not with messages.
 */
export class TimelineAssembler {
  readonly serverSamples: ServerSample[] = [];
  readonly kernelSamples: KernelSample[] = [];
  readonly #phaseAt: (atUs: number) => PhaseName;
  readonly #onRows: (rows: TimelineRow[]) => void;
  readonly #activity = new Map<number, ActivityRow>();
  readonly #latencies = new Map<number, BinLatencies>();
  readonly #publishedByBin = new Map<number, number>();
  readonly #completeUs = new Map<number, number>();
  readonly #workers: number;
  #published = 0;
  #nextBin = 0;
  #connected = 0;
  #nextServerSample = 0;
  #nextKernelSample = 0;
  #previousServer: ServerSample | undefined;

  constructor(workers: number, phaseAt: (atUs: number) => PhaseName, onRows: (rows: TimelineRow[]) => void) {
    this.#workers = workers;
    this.#phaseAt = phaseAt;
    this.#onRows = onRows;
  }

  addLoad(tick: LoadTick): void {
    for (const row of tick.activity) {
      const known = this.#activity.get(row.bin);
      if (known === undefined) this.#activity.set(row.bin, { ...row });
      else addActivity(known, row);
    }
    for (const { bin, pairs, maxUs } of tick.latencies) {
      const into = this.#latencies.get(bin) ?? new BinLatencies();
      into.addPairs(pairs, maxUs);
      this.#latencies.set(bin, into);
    }
    this.#completeUs.set(tick.worker, tick.completeUs);
    if (this.#completeUs.size === this.#workers) this.#emit(Math.min(...this.#completeUs.values()) - graceUs);
  }

  /** @param acknowledged messages accepted so far */
  addPublished(atUs: number, acknowledged: number): void {
    const bin = Math.floor(atUs / timelineBinUs);
    this.#publishedByBin.set(bin, (this.#publishedByBin.get(bin) ?? 0) + acknowledged - this.#published);
    this.#published = acknowledged;
  }

  /** Hands on everything that is left; the last row covers the bin in which the trial ended, at `endUs`. */
  finish(endUs: number): void {
    this.#emit(Math.ceil(endUs / timelineBinUs) * timelineBinUs);
  }

  /** All activity of the trial in order of time. */
  listActivity(): ActivityRow[] {
    return [...this.#activity.values()].sort((a, b) => a.bin - b.bin);
  }

  #emit(untilUs: number): void {
    const rows: TimelineRow[] = [];
    for (; (this.#nextBin + 1) * timelineBinUs <= untilUs; this.#nextBin++)
      rows.push(this.#buildRow(this.#nextBin));
    if (rows.length > 0) this.#onRows(rows);
  }

  #buildRow(bin: number): TimelineRow {
    const activity = this.#sumActivity(bin);
    this.#connected += activity.subscribed - activity.disconnected;
    const latencies = this.#latencies.get(bin);
    this.#latencies.delete(bin);
    const endUs = (bin + 1) * timelineBinUs;
    const server = this.#readServer(endUs);
    const kernel = this.#readKernel(endUs);
    const row: TimelineRow = {
      atUs: bin * timelineBinUs,
      phase: this.#phaseAt(bin * timelineBinUs),
      clientsConnected: this.#connected,
      serverConnections: server.sample?.connections ?? null,
      kernelConnections: kernel?.established ?? null,
      attempts: activity.attempts,
      subscribed: activity.subscribed,
      failed: activity.failed,
      disconnected: activity.disconnected,
      delivered: activity.delivered,
      published: this.#publishedByBin.get(bin) ?? 0,
      latencyP50Us: latencies?.valueAt(0.5) ?? null,
      latencyP99Us: latencies?.valueAt(0.99) ?? null,
      latencyMaxUs: latencies?.maxUs ?? null,
      serverCpuShare: server.cpuShare,
      serverRssBytes: server.sample?.rssBytes ?? null,
      serverLoopDelayMaxUs: server.sample?.loopDelayMaxUs ?? null,
      listenQueue: kernel?.listenQueue ?? null,
    };
    this.#publishedByBin.delete(bin);
    return row;
  }

  #sumActivity(bin: number): ActivityRow {
    const sum = emptyActivityRow(bin);
    for (let part = bin * perTimelineBin; part < (bin + 1) * perTimelineBin; part++) {
      const row = this.#activity.get(part);
      if (row !== undefined) addActivity(sum, row);
    }
    return sum;
  }

  /** The last server reading before `endUs` that no earlier bin has used, with the CPU share since the one before it. */
  #readServer(endUs: number): { sample: ServerSample | undefined; cpuShare: number | null } {
    let sample: ServerSample | undefined;
    for (let next = this.serverSamples[this.#nextServerSample]; next !== undefined && next.atUs < endUs; ) {
      sample = next;
      next = this.serverSamples[++this.#nextServerSample];
    }
    if (sample === undefined) return { sample, cpuShare: null };
    const before = this.#previousServer;
    this.#previousServer = sample;
    if (before === undefined || before.life !== sample.life) return { sample, cpuShare: null };
    return { sample, cpuShare: (sample.cpuUs - before.cpuUs) / (sample.atUs - before.atUs) };
  }

  #readKernel(endUs: number): KernelSample | undefined {
    let sample: KernelSample | undefined;
    for (let next = this.kernelSamples[this.#nextKernelSample]; next !== undefined && next.atUs < endUs; ) {
      sample = next;
      next = this.kernelSamples[++this.#nextKernelSample];
    }
    return sample;
  }
}
