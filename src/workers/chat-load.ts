import { ChatClient, type ChatSurroundings } from '../load/chat-client.js';
import { ChatRecorder } from '../load/chat-recorder.js';
import { type EchoingClient, EchoSender } from '../load/echo-sender.js';
import { openMetronome } from '../load/metronome.js';
import type { ChatSnapshot } from '../metrics/chat-snapshot.js';
import type { EncodedHistogram } from '../metrics/latency-histogram.js';
import type { Clock } from '../system/clock.js';
import type { EchoTick, MessageSchedule, TrialBrief } from './messages.js';

/** The part of a worker whose clients chat in rooms. */
export class ChatLoad {
  readonly #recorder = new ChatRecorder();
  readonly #around: ChatSurroundings;
  readonly #sender: EchoSender;
  readonly #clients: ChatClient[] = [];
  readonly #seed: number;
  readonly #ratePerSecond: number;

  /** @returns undefined when nobody chats */
  static open(brief: TrialBrief, clock: Clock): ChatLoad | undefined {
    return brief.scenario.chat === undefined ? undefined : new ChatLoad(brief, brief.scenario.chat, clock);
  }

  private constructor(
    { scenario, tag, uplinkAddresses }: TrialBrief,
    { roomSize, ratePerSecond, payloadBytes }: NonNullable<TrialBrief['scenario']['chat']>,
    clock: Clock,
  ) {
    this.#seed = scenario.seed;
    this.#ratePerSecond = ratePerSecond;
    this.#around = {
      clock,
      recorder: this.#recorder,
      tag,
      payloadBytes,
      roomSize,
      clients: scenario.clients.count,
      uplinkAddressOf: (client) => uplinkAddresses[client % uplinkAddresses.length],
      measureFromUs: Number.POSITIVE_INFINITY,
      endUs: Number.POSITIVE_INFINITY,
    };
    this.#sender = new EchoSender(clock, openMetronome);
  }

  get uplinks(): number {
    return this.#recorder.uplinksNow;
  }

  enlist(index: number): ChatClient {
    const client = new ChatClient(index, this.#around);
    this.#clients.push(client);
    return client;
  }

  start({ originUs, endUs, measureFromUs }: MessageSchedule, clients: readonly EchoingClient[]): void {
    this.#around.measureFromUs = measureFromUs;
    this.#around.endUs = endUs;
    this.#sender.start({ seed: this.#seed, ratePerSecond: this.#ratePerSecond, originUs, endUs }, clients);
  }

  stop(): Promise<void> {
    return this.#sender.stop();
  }

  /** What is missing here may be heard in another worker: only the sum over workers means something. */
  readTick(): EchoTick {
    const { heard, expected } = this.#recorder;
    return { returned: heard, missing: expected - heard };
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    return this.#recorder.encodeHistograms();
  }

  takeSnapshot(): ChatSnapshot {
    const { refused, foreign, uplinksOpened } = this.#recorder;
    return { ledgers: this.#clients.map((client) => client.encodeLedger()), refused, foreign, uplinksOpened };
  }
}
