import { CohortRecorder } from '../load/cohort-recorder.js';
import type { ClientSurroundings } from '../load/virtual-client.js';
import { cohortHistogram } from '../metrics/cohort-histogram.js';
import type { EncodedHistogram } from '../metrics/latency-histogram.js';
import { planBackoff } from '../reconnect/backoff.js';
import { assignCohorts, otherClients } from '../scenario/assign-cohorts.js';
import type { CohortSettings } from '../scenario/cohort-schema.js';
import type { Scenario } from '../scenario/scenario.js';
import type { DueQueue } from '../system/due-queue.js';
import { ReadingPace } from '../transports/reading-pace.js';
import type { Transport, TransportContext } from '../transports/transport.js';

/** Opens the transport of a scenario, or those that clients fall back to. */
type OpenTransport = (scenario: Scenario, context: TransportContext) => Transport;

/** What the clients of one cohort go by. */
interface Group {
  readonly around: ClientSurroundings;
  readonly recorder: CohortRecorder;
  readonly settings: CohortSettings | undefined;
  readonly pace: ReadingPace | undefined;
}

/** The part of a worker that tells its clients apart: the pace, the policy and the figures of each cohort. */
export class CohortLoad {
  readonly #assigned: Int8Array;
  readonly #groups: readonly Group[];
  readonly #others: Group;
  readonly #due: DueQueue;

  /** @returns undefined when all clients are alike */
  static open(
    scenario: Scenario,
    around: ClientSurroundings,
    context: TransportContext,
    open: OpenTransport,
  ): CohortLoad | undefined {
    const { cohorts } = scenario.clients;
    return cohorts === undefined ? undefined : new CohortLoad(scenario, cohorts, around, context, open);
  }

  private constructor(
    scenario: Scenario,
    cohorts: readonly CohortSettings[],
    around: ClientSurroundings,
    context: TransportContext,
    open: OpenTransport,
  ) {
    this.#due = context.due;
    this.#assigned = assignCohorts(scenario);
    this.#others = {
      around,
      recorder: new CohortRecorder(otherClients),
      settings: undefined,
      pace: undefined,
    };
    this.#groups = cohorts.map((settings) => formGroup(settings, scenario, around, context, open));
  }

  get transports(): Transport[] {
    return this.#groups.map(({ around }) => around.transport);
  }

  /** What a client of the trial goes by, and who takes down its figures. */
  groupOf(client: number): Pick<Group, 'around' | 'recorder'> {
    return this.#groups[this.#assigned[client] ?? -1] ?? this.#others;
  }

  /** Messages due from here on are measured; pauses count from here. */
  measureFrom(measureFromUs: number): void {
    for (const { around, settings, pace } of this.#groups) {
      around.measureFromUs = measureFromUs;
      const { pause } = settings ?? {};
      if (pause === undefined || pace === undefined) continue;
      const beginUs = measureFromUs + pause.atUs;
      this.#due.at(beginUs, { onDue: () => pace.change(0) });
      this.#due.at(beginUs + pause.forUs, { onDue: () => pace.change(paceOf(settings)) });
    }
  }

  /**
   * From the drain on everybody reads as fast as possible: what is then missing was lost on the way, and not because the
   * trial ended.
   */
  hurry(): void {
    for (const { pace } of this.#groups) pace?.change(Number.POSITIVE_INFINITY);
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    const recorders = [...this.#groups, this.#others].map(({ recorder }) => recorder);
    return Object.fromEntries(
      recorders.map(({ name, delivery }) => [cohortHistogram(name), delivery.encode()]),
    );
  }
}

function formGroup(
  settings: CohortSettings,
  scenario: Scenario,
  around: ClientSurroundings,
  context: TransportContext,
  open: OpenTransport,
): Group {
  const { name, readBytesPerSecond, pause } = settings;
  const isSlow = readBytesPerSecond !== undefined || pause !== undefined;
  const pace = isSlow ? new ReadingPace(context.clock, context.due, paceOf(settings)) : undefined;
  const reconnect = settings.reconnect ?? scenario.reconnect;
  const { connectTimeoutUs } = reconnect;
  const transport = open(scenario, { ...context, connectTimeoutUs, pace });
  return {
    around: { ...around, transport, backoff: planBackoff(scenario.seed, reconnect) },
    recorder: new CohortRecorder(name),
    settings,
    pace,
  };
}

function paceOf(settings: CohortSettings | undefined): number {
  return settings?.readBytesPerSecond ?? Number.POSITIVE_INFINITY;
}
