import { AckClient, type AckSurroundings } from '../load/ack-client.js';
import { AckRecorder } from '../load/ack-recorder.js';
import type { AckSnapshot } from '../metrics/ack-snapshot.js';
import type { Clock } from '../system/clock.js';
import type { DueQueue } from '../system/due-queue.js';
import type { EchoTick, TrialBrief } from './messages.js';

/** The part of a worker whose clients acknowledge what they are sent. */
export class AckLoad {
  readonly #recorder = new AckRecorder();
  readonly #around: AckSurroundings;
  /** A poll acknowledges by its cursor: there is nothing more to say. */
  readonly #isSpoken: boolean;

  /** @returns undefined when nothing is acknowledged */
  static open(brief: TrialBrief, clock: Clock, due: DueQueue): AckLoad | undefined {
    return brief.scenario.acks === undefined
      ? undefined
      : new AckLoad(brief, brief.scenario.acks, clock, due);
  }

  private constructor(
    { scenario, tag, uplinkAddresses }: TrialBrief,
    { mode, everyUs, loseEvery }: NonNullable<TrialBrief['scenario']['acks']>,
    clock: Clock,
    due: DueQueue,
  ) {
    this.#isSpoken = scenario.transport === 'websocket' || scenario.transport === 'sse';
    this.#around = {
      clock,
      due,
      recorder: this.#recorder,
      tag,
      mode,
      everyUs,
      loseEvery,
      uplinkAddressOf: (client) => uplinkAddresses[client % uplinkAddresses.length],
    };
  }

  enlist(index: number): AckClient | undefined {
    return this.#isSpoken ? new AckClient(index, this.#around) : undefined;
  }

  get uplinks(): number {
    return this.#recorder.uplinksNow;
  }

  /** What is withheld of single acknowledgements has the message come again: the drain waits for that. */
  readTick(): EchoTick {
    const { withheld, redelivered } = this.#recorder;
    return { returned: 0, missing: this.#around.mode === 'each' ? Math.max(0, withheld - redelivered) : 0 };
  }

  takeSnapshot(): AckSnapshot {
    return this.#recorder.takeSnapshot();
  }
}
