import { type EchoingClient, EchoSender } from '../load/echo-sender.js';
import { openMetronome } from '../load/metronome.js';
import { TokenClient, type TokenSurroundings } from '../load/token-client.js';
import { type EncodedHistogram, LatencyHistogram } from '../metrics/latency-histogram.js';
import type { TokenSnapshot } from '../metrics/token-snapshot.js';
import type { Clock } from '../system/clock.js';
import type { EchoTick, MessageSchedule, TrialBrief } from './messages.js';

/** The part of a worker whose clients post prompts and read answers. */
export class TokenLoad {
  readonly #around: TokenSurroundings;
  readonly #sender: EchoSender;
  readonly #clients: TokenClient[] = [];
  readonly #seed: number;
  readonly #promptsPerSecond: number;

  /** @returns undefined when nobody asks for answers */
  static open(brief: TrialBrief, clock: Clock): TokenLoad | undefined {
    return brief.scenario.tokens === undefined
      ? undefined
      : new TokenLoad(brief, brief.scenario.tokens, clock);
  }

  private constructor(
    { scenario, tag }: TrialBrief,
    settings: NonNullable<TrialBrief['scenario']['tokens']>,
    clock: Clock,
  ) {
    const { promptsPerSecond, promptBytes, resumes, tokens, tokensPerSecond, tokenBytes, thinkUs } = settings;
    this.#seed = scenario.seed;
    this.#promptsPerSecond = promptsPerSecond;
    this.#around = {
      clock,
      tag,
      promptBytes,
      resumes,
      wish: { tokens, tokensPerSecond, tokenBytes, thinkUs },
      firstToken: new LatencyHistogram(),
      gap: new LatencyHistogram(),
      lag: new LatencyHistogram(),
      measureFromUs: Number.POSITIVE_INFINITY,
    };
    this.#sender = new EchoSender(clock, openMetronome);
  }

  enlist(index: number): TokenClient {
    const client = new TokenClient(index, this.#around);
    this.#clients.push(client);
    return client;
  }

  start({ originUs, endUs, measureFromUs }: MessageSchedule, clients: readonly EchoingClient[]): void {
    this.#around.measureFromUs = measureFromUs;
    const grid = { seed: this.#seed, ratePerSecond: this.#promptsPerSecond, originUs, endUs };
    this.#sender.start(grid, clients);
  }

  stop(): Promise<void> {
    return this.#sender.stop();
  }

  /** Tokens as what has come, prompts as what is missing. */
  readTick(): EchoTick {
    return {
      returned: this.#clients.reduce((sum, { delivered }) => sum + delivered, 0),
      missing: this.#clients.reduce((sum, { missing }) => sum + missing, 0),
    };
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    const { firstToken, gap, lag } = this.#around;
    return { 'tokens.first': firstToken.encode(), 'tokens.gap': gap.encode(), 'tokens.lag': lag.encode() };
  }

  takeSnapshot(): TokenSnapshot {
    return { ledgers: this.#clients.map((client) => client.encodeLedger()) };
  }
}
