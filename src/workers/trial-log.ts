import type {
  Incident,
  KernelSample,
  Measurement,
  PhaseSpan,
  ServerCost,
  ServerSample,
} from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { TimelineRow } from '../storage/result.js';
import type { LoadTick } from './messages.js';
import { TimelineAssembler } from './timeline-assembler.js';

/** What of a measurement the coordinator has seen itself. */
type Logged =
  | 'startedAt'
  | 'originUs'
  | 'barrier'
  | 'publishing'
  | 'activity'
  | 'serverSamples'
  | 'serverCosts'
  | 'kernelSamples'
  | 'uplinkSamples'
  | 'incidents';

/**
 * What the coordinator takes down while a trial runs. Readings come stamped by the host's clock; the log alone knows the common start
 * and has them count from there.
 */
export class TrialLog {
  readonly #timeline: TimelineAssembler;
  readonly #serverCosts: ServerCost[] = [];
  readonly #uplinkSamples: { readonly atUs: number; readonly value: number }[] = [];
  readonly #incidents: Incident[] = [];
  #originUs = 0;
  #startedAt = '';
  #barrier: Measurement['barrier'] = { reached: false, subscribed: 0, atUs: 0 };
  publishing: Measurement['publishing'];

  constructor(
    workers: number,
    phaseAt: (atUs: number) => PhaseName,
    onRows: (rows: readonly TimelineRow[]) => void,
  ) {
    this.#timeline = new TimelineAssembler(workers, phaseAt, onRows);
  }

  /** The common start on the host's clock; 0 until it is known. */
  get originUs(): number {
    return this.#originUs;
  }

  /** Connections that the server counted last. */
  get connectionsHeld(): number {
    return this.#timeline.serverSamples.at(-1)?.connections ?? 0;
  }

  get serverReadings(): number {
    return this.#timeline.serverSamples.length;
  }

  /** Clients that were subscribed when the ramp was over. */
  get subscribedAtBarrier(): number {
    return this.#barrier.subscribed;
  }

  /** @param startedAt the same instant in words, ISO 8601 */
  begin(originUs: number, startedAt: string): void {
    this.#originUs = originUs;
    this.#startedAt = startedAt;
    // Readings of the server's start were stamped before there was a common start.
    this.#timeline.serverSamples.length = 0;
    this.#serverCosts.length = 0;
  }

  noteBarrier(reached: boolean, subscribed: number, hostUs: number): void {
    this.#barrier = { reached, subscribed, atUs: hostUs - this.#originUs };
  }

  addServerSample(sample: ServerSample): void {
    const reapings = sample.reapings?.map(({ atUs, by }) => ({ atUs: atUs - this.#originUs, by })) ?? [];
    this.#timeline.serverSamples.push({ ...sample, atUs: sample.atUs - this.#originUs, reapings });
  }

  addServerCost(cost: ServerCost): void {
    this.#serverCosts.push({ ...cost, atUs: cost.atUs - this.#originUs });
  }

  addKernelSample(sample: Omit<KernelSample, 'atUs'>, hostUs: number): void {
    this.#timeline.kernelSamples.push({ ...sample, atUs: hostUs - this.#originUs });
  }

  /** @param uplinks second connections that all clients hold by now */
  addLoad(tick: LoadTick, uplinks: number): void {
    this.#timeline.addLoad(tick);
    this.#uplinkSamples.push({ atUs: tick.completeUs, value: uplinks });
  }

  /** @param acknowledged messages accepted so far */
  addPublished(acknowledged: number, hostUs: number): void {
    this.#timeline.addPublished(hostUs - this.#originUs, acknowledged);
  }

  addIncident(incident: Incident): void {
    this.#incidents.push(incident);
  }

  /** Hands on the last rows of the timeline, and everything that was taken down. */
  finish(spans: readonly PhaseSpan[]): Pick<Measurement, Logged> {
    this.#timeline.finish(spans.at(-1)?.endUs ?? 0);
    return {
      startedAt: this.#startedAt,
      originUs: this.#originUs,
      barrier: this.#barrier,
      publishing: this.publishing,
      activity: this.#timeline.listActivity(),
      serverSamples: this.#timeline.serverSamples,
      serverCosts: this.#serverCosts,
      kernelSamples: this.#timeline.kernelSamples,
      uplinkSamples: this.#uplinkSamples,
      incidents: this.#incidents,
    };
  }
}
