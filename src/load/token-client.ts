import type { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { TokenLedger } from '../metrics/token-snapshot.js';
import type { Clock } from '../system/clock.js';
import type { AnswerHandlers, AnswerRequest, Asker } from '../transports/transport.js';
import { type AnswerWish, answerEnd, decodeToken, formatAnswerWish } from '../wire/tokens.js';

/** What all clients of a worker that ask for answers share. */
export interface TokenSurroundings {
  readonly clock: Clock;
  /** The trial's tag, which the client's name begins with. */
  readonly tag: string;
  readonly promptBytes: number;
  readonly wish: Omit<AnswerWish, 'prompt'>;
  /** Whether it says after a cut which token it had last. */
  readonly resumes: boolean;
  /** From the instant a prompt was due to its first token; between two tokens; how late prompts were. */
  readonly firstToken: LatencyHistogram;
  readonly gap: LatencyHistogram;
  readonly lag: LatencyHistogram;
  /** Prompts due from here on are measured. */
  measureFromUs: number;
}

interface Prompt {
  readonly number: number;
  readonly dueUs: number;
}

/**
 * The asking side of one simulated client: one prompt after the other, each as soon as it is due and the answer before it has
 * come to its end. After a cut it asks again for the answer that broke off.
 */
export class TokenClient implements AnswerHandlers {
  readonly request: AnswerRequest;
  readonly #index: number;
  readonly #around: TokenSurroundings;
  #asker: Asker | undefined;
  #waiting: Prompt[] = [];
  #present: Prompt | undefined;
  /** Of the present answer: the token expected next, when the last one came, and whether the end has come. */
  #next = 0;
  #lastUs = 0;
  #isOver = false;
  #due = 0;
  #asked = 0;
  #completed = 0;
  #resumed = 0;
  #delivered = 0;
  #lost = 0;
  #duplicate = 0;
  #refused = 0;

  constructor(index: number, around: TokenSurroundings) {
    this.#index = index;
    this.#around = around;
    this.request = { id: `${around.tag}-${index}`, handlers: this };
  }

  /** Prompts whose answer has not come to its end. */
  get missing(): number {
    return this.#due - this.#completed - this.#refused;
  }

  /** Tokens that came for the first time. */
  get delivered(): number {
    return this.#delivered;
  }

  /** A prompt is due. */
  prompt(number: number, dueUs: number): void {
    this.#around.lag.record(this.#around.clock.nowUs() - dueUs);
    this.#due++;
    this.#waiting.push({ number, dueUs });
    this.#askNext();
  }

  /** The connection is gone. */
  end(): void {
    this.#asker = undefined;
  }

  onReady(asker: Asker): void {
    this.#asker = asker;
    if (this.#present === undefined) this.#askNext();
    else this.#askAgain(this.#present);
  }

  onToken(data: string): void {
    if (data === answerEnd) {
      this.#isOver = true;
      return;
    }
    const token = decodeToken(data);
    const present = this.#present;
    if (token === undefined || present === undefined || token.prompt !== present.number) return;
    if (token.index < this.#next) this.#duplicate++;
    else this.#take(token.index, present);
  }

  onAnswerEnd(): void {
    const present = this.#present;
    if (present === undefined) return;
    if (!this.#isOver) {
      // It ended in order but without its mark: it broke off.
      this.#askAgain(present);
      return;
    }
    this.#lost += this.#around.wish.tokens - this.#next;
    this.#completed++;
    this.#present = undefined;
    this.#askNext();
  }

  onAnswerRefused(): void {
    this.#refused++;
    this.#lost += this.#around.wish.tokens - this.#next;
    this.#present = undefined;
    this.#askNext();
  }

  encodeLedger(): TokenLedger {
    return {
      client: this.#index,
      due: this.#due,
      asked: this.#asked,
      completed: this.#completed,
      resumed: this.#resumed,
      delivered: this.#delivered,
      lost: this.#lost,
      duplicate: this.#duplicate,
      unfinished: this.#present === undefined ? 0 : this.#around.wish.tokens - this.#next,
      refused: this.#refused,
    };
  }

  #take(index: number, { dueUs }: Prompt): void {
    const { clock, firstToken, gap, measureFromUs } = this.#around;
    const nowUs = clock.nowUs();
    if (dueUs >= measureFromUs) {
      if (this.#next === 0) firstToken.record(nowUs - dueUs);
      else gap.record(nowUs - this.#lastUs);
    }
    this.#lost += index - this.#next;
    this.#delivered++;
    this.#next = index + 1;
    this.#lastUs = nowUs;
  }

  #askNext(): void {
    if (this.#present !== undefined || this.#asker === undefined) return;
    const prompt = this.#waiting.shift();
    if (prompt === undefined) return;
    this.#present = prompt;
    this.#next = 0;
    this.#asked++;
    this.#ask(prompt, undefined);
  }

  #askAgain(prompt: Prompt): void {
    this.#resumed++;
    this.#ask(prompt, this.#around.resumes && this.#next > 0 ? this.#next - 1 : undefined);
  }

  #ask(prompt: Prompt, lastToken: number | undefined): void {
    const { promptBytes, wish } = this.#around;
    this.#isOver = false;
    const query = formatAnswerWish({ ...wish, prompt: prompt.number });
    this.#asker?.ask(query, 'x'.repeat(promptBytes), lastToken);
  }
}
