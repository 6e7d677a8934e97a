import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';

/** How a client finds out by itself whether the server is still there. */
export interface HeartbeatSettings {
  /** Between two pings. */
  readonly everyUs: number;
  /** How long a ping may go unanswered; at most `everyUs`, so that one ping at a time is open. */
  readonly timeoutUs: number;
}

/** Who is asked to ping, and told that nobody answered. */
export interface Pinging {
  ping(): void;
  missPong(): void;
}

/**
 * Pings at a fixed pace from when it is made and tells when a ping stays unanswered. A pong only notes that it came: the alarm
 * set with the ping looks at that when it rings, so an answer sets and cancels nothing. One entry of the process's one queue.
 */
export class HeartbeatWatch implements DueTask {
  readonly #clock: Clock;
  readonly #due: DueQueue;
  readonly #settings: HeartbeatSettings;
  readonly #pinging: Pinging;
  #nextPingUs: number;
  /** A ping is out whose answer has not come. */
  #isOpen = false;
  /** The alarm that rings next is the end of a ping's time, and not the next ping. */
  #isDeadline = false;
  #waiting: DueHandle | undefined;

  constructor(
    { clock, due }: { readonly clock: Clock; readonly due: DueQueue },
    settings: HeartbeatSettings,
    pinging: Pinging,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#settings = settings;
    this.#pinging = pinging;
    this.#nextPingUs = clock.nowUs() + settings.everyUs;
    this.#waiting = due.at(this.#nextPingUs, this);
  }

  /** A pong has come; one that nobody asked for (RFC 6455 §5.5.3) answers nothing. */
  takePong(): void {
    this.#isOpen = false;
  }

  onDue(): void {
    this.#waiting = undefined;
    if (!this.#isDeadline) this.#ping();
    else if (this.#isOpen) this.#pinging.missPong();
    else {
      this.#isDeadline = false;
      this.#waiting = this.#due.at(this.#nextPingUs, this);
    }
  }

  stop(): void {
    if (this.#waiting !== undefined) this.#due.cancel(this.#waiting);
    this.#waiting = undefined;
  }

  /** An answer's time runs from when the ping went out, however late that was. */
  #ping(): void {
    const { everyUs, timeoutUs } = this.#settings;
    const nowUs = this.#clock.nowUs();
    this.#nextPingUs += everyUs;
    this.#isOpen = true;
    this.#isDeadline = true;
    this.#waiting = this.#due.at(nowUs + timeoutUs, this);
    this.#pinging.ping();
  }
}
