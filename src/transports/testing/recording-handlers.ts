import type { ConnectionEnd, ConnectionHandlers } from '../transport.js';

export interface RecordedMessage {
  readonly head: string;
  readonly payloadBytes: number;
  readonly replayed: boolean;
}

/** Takes down what a connection tells, and what it tells out of order. */
export class RecordingHandlers implements ConnectionHandlers {
  readonly messages: RecordedMessage[] = [];
  readonly responseTimesUs: number[] = [];
  skippedPolls = 0;
  subscribed = false;
  end: ConnectionEnd | undefined;
  /** Calls that break the order: anything after the end, messages before or a second subscription. */
  readonly violations: string[] = [];

  get replayFlags(): boolean[] {
    return this.messages.map((message) => message.replayed);
  }

  onSubscribed(): void {
    this.#check('onSubscribed', !this.subscribed);
    this.subscribed = true;
  }

  onMessage(head: string, payloadBytes: number, replayed: boolean): void {
    this.#check('onMessage', this.subscribed);
    this.messages.push({ head, payloadBytes, replayed });
  }

  onPollResponse(responseTimeUs: number): void {
    this.#check('onPollResponse', this.subscribed);
    this.responseTimesUs.push(responseTimeUs);
  }

  onPollsSkipped(count: number): void {
    this.#check('onPollsSkipped', this.subscribed);
    this.skippedPolls += count;
  }

  onClosed(end: ConnectionEnd): void {
    this.#check('onClosed', true);
    this.end = end;
  }

  #check(call: string, allowed: boolean): void {
    if (!allowed || this.end !== undefined) this.violations.push(call);
  }
}

/** Waits until `condition` holds; a test in which it never does fails by its time-out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
