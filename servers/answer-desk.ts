import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../src/system/clock.js';
import { type DueHandle, DueQueue, type DueTask } from '../src/system/due-queue.js';
import { type AnswerWish, answerEnd, encodeToken } from '../src/wire/tokens.js';
import type { ServerCounters } from './stats.js';

/** An answer in the making. It goes on whether anybody listens or not: who comes back finds what was made meanwhile. */
interface Answer {
  readonly wish: AnswerWish;
  /** When the prompt was accepted. */
  readonly startedUs: number;
}

/** Knows every client's latest answer, by the names that clients gave themselves, and who listens to one. */
export class AnswerDesk {
  readonly #answers = new Map<string, Answer>();
  readonly #sockets = new Set<Socket>();
  readonly #due: DueQueue;

  constructor(
    readonly clock: Clock,
    readonly counters: ServerCounters,
  ) {
    this.#due = new DueQueue(clock);
  }

  /** Connections held now on which clients ask. */
  get connections(): number {
    return this.#sockets.size;
  }

  countConnection(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    this.counters.connectionsOpened++;
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.counters.connectionsClosed++;
    });
  }

  /**
   * Streams an answer, from the token after `lastToken` on. A prompt that is asked again goes on with its answer; one the
   * server knows nothing of, because it was restarted, is answered anew, but for the tokens that the client has.
   */
  answer(id: string, wish: AnswerWish, lastToken: number, response: ServerResponse): void {
    const known = this.#answers.get(id);
    const isKnown = known?.wish.prompt === wish.prompt;
    const answer = isKnown ? known : { wish, startedUs: this.#startOf(wish, lastToken) };
    this.#answers.set(id, answer);
    this.counters[isKnown ? 'answersResumed' : 'answersBegun']++;
    new AnswerStream(answer, lastToken + 1, response, this.clock, this.#due, this.counters).go();
  }

  stop(): void {
    this.#due.clear();
  }

  #startOf({ tokensPerSecond }: AnswerWish, lastToken: number): number {
    return this.clock.nowUs() - Math.round(((lastToken + 1) * 1e6) / tokensPerSecond);
  }
}

/** One response that an answer is written to as it is made. */
class AnswerStream implements DueTask {
  #waiting: DueHandle | undefined;

  constructor(
    readonly answer: Answer,
    public next: number,
    readonly response: ServerResponse,
    readonly clock: Clock,
    readonly due: DueQueue,
    readonly counters: ServerCounters,
  ) {}

  go(): void {
    this.response.once('close', () => {
      if (this.#waiting !== undefined) this.due.cancel(this.#waiting);
    });
    this.onDue();
  }

  /** Writes what has been made by now in one go, and waits for the next token. */
  onDue(): void {
    this.#waiting = undefined;
    const { wish } = this.answer;
    const nowUs = this.clock.nowUs();
    let events = '';
    while (this.next < wish.tokens && this.#dueUs(this.next) <= nowUs) {
      events += `id: ${this.next}\ndata: ${encodeToken(wish.prompt, this.next, wish.tokenBytes)}\n\n`;
      this.next++;
      this.counters.tokens++;
    }
    if (this.next >= wish.tokens) {
      this.response.end(`${events}data: ${answerEnd}\n\n`);
      return;
    }
    if (events !== '') this.response.write(events);
    this.#waiting = this.due.at(this.#dueUs(this.next), this);
  }

  /** Computed anew each time, so that no rounding accumulates. */
  #dueUs(index: number): number {
    const { startedUs, wish } = this.answer;
    return startedUs + wish.thinkUs + Math.round((index * 1e6) / wish.tokensPerSecond);
  }
}
