import { EchoClient, type EchoSurroundings } from '../load/echo-client.js';
import { EchoRecorder } from '../load/echo-recorder.js';
import { type EchoingClient, EchoSender } from '../load/echo-sender.js';
import { openMetronome } from '../load/metronome.js';
import type { EchoSnapshot } from '../metrics/echo-snapshot.js';
import type { EncodedHistogram } from '../metrics/latency-histogram.js';
import type { Clock } from '../system/clock.js';
import type { EchoTick, MessageSchedule, TrialBrief } from './messages.js';

/** The part of a worker whose clients have messages of their own echoed. */
export class EchoLoad {
  readonly recorder = new EchoRecorder();
  readonly #around: EchoSurroundings;
  readonly #sender: EchoSender;
  readonly #clients: EchoClient[] = [];

  /** @returns undefined when the scenario has nothing echoed. */
  static open(brief: TrialBrief, clock: Clock): EchoLoad | undefined {
    const { echo, seed } = brief.scenario;
    if (echo === undefined) return undefined;
    const { tag, uplinkAddresses } = brief;
    return new EchoLoad({ clock, tag, seed, ...echo }, uplinkAddresses);
  }

  private constructor(
    settings: Pick<EchoSurroundings, 'clock' | 'tag' | 'seed' | 'ratePerSecond' | 'payloadBytes'>,
    uplinkAddresses: readonly string[],
  ) {
    this.#around = {
      ...settings,
      recorder: this.recorder,
      uplinkAddressOf: (client) => uplinkAddresses[client % uplinkAddresses.length],
      originUs: Number.POSITIVE_INFINITY,
      measureFromUs: Number.POSITIVE_INFINITY,
    };
    this.#sender = new EchoSender(settings.clock, openMetronome);
  }

  enlist(index: number): EchoClient {
    const client = new EchoClient(index, this.#around);
    this.#clients.push(client);
    return client;
  }

  start({ originUs, endUs, measureFromUs }: MessageSchedule, clients: readonly EchoingClient[]): void {
    const { seed, ratePerSecond } = this.#around;
    this.#around.originUs = originUs;
    this.#around.measureFromUs = measureFromUs;
    this.#sender.start({ seed, ratePerSecond, originUs, endUs }, clients);
  }

  stop(): Promise<void> {
    return this.#sender.stop();
  }

  readTick(): EchoTick {
    const { returned, missing } = this.recorder;
    return { returned, missing };
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    return this.recorder.encodeHistograms();
  }

  takeSnapshot(): EchoSnapshot {
    const { due, unsent, refused, foreign, uplinksOpened } = this.recorder;
    const ledgers = this.#clients.map((client) => client.encodeLedger());
    return { ledgers, due, unsent, refused, foreign, uplinksOpened };
  }
}
