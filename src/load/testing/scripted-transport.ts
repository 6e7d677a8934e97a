import type { Clock } from '../../system/clock.js';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHandlers,
  ConnectRequest,
  Transport,
} from '../../transports/transport.js';
import { encodeEnvelope } from '../../wire/envelope.js';

export const scriptedTag = 'c0ffee00';
const payloadBytes = 64;

/** A transport without a network: a test plays the server, attempt by attempt. */
export class ScriptedTransport implements Transport {
  readonly name = 'websocket';
  readonly attempts: ScriptedAttempt[] = [];
  readonly #clock: Clock;
  readonly #onAttempt: (attempt: ScriptedAttempt) => void;

  /** @param onAttempt called when an attempt begins; it may only plan what happens, not call the client at once */
  constructor(clock: Clock, onAttempt: (attempt: ScriptedAttempt) => void = () => undefined) {
    this.#clock = clock;
    this.#onAttempt = onAttempt;
  }

  get last(): ScriptedAttempt {
    const last = this.attempts.at(-1);
    if (last === undefined) throw new Error('nobody has tried to connect');
    return last;
  }

  connect(request: ConnectRequest, handlers: ConnectionHandlers): Connection {
    const attempt = new ScriptedAttempt(this.#clock.nowUs(), request, handlers);
    this.attempts.push(attempt);
    this.#onAttempt(attempt);
    return attempt;
  }

  async settle(): Promise<void> {}
}

/** One attempt, and the connection it becomes. */
export class ScriptedAttempt implements Connection {
  cursor: string | undefined;
  /** What the client sent. */
  readonly sent: string[] = [];
  /** How the client closed it, if it did. */
  closedBy: 'close' | 'reset' | undefined;
  #ended = false;

  constructor(
    readonly atUs: number,
    readonly request: ConnectRequest,
    readonly handlers: ConnectionHandlers,
  ) {}

  subscribe(cursor = 'e-0'): void {
    if (this.#ended) return;
    this.cursor = cursor;
    this.handlers.onSubscribed();
  }

  deliver(sequence: number, dueUs: number, replayed = false, tag = scriptedTag): void {
    this.handlers.onMessage(encodeEnvelope({ tag, sequence, dueUs }, payloadBytes), payloadBytes, replayed);
  }

  end(cause: ConnectionEnd['cause'], more: Omit<Partial<ConnectionEnd>, 'cause'> = {}): void {
    if (this.#ended) return;
    this.#ended = true;
    this.handlers.onClosed({ detail: 'scripted', ...more, cause });
  }

  send(payload: string): boolean {
    if (this.#ended || this.cursor === undefined) return false;
    this.sent.push(payload);
    return true;
  }

  /** Whether it vanished, and was let go of since. */
  vanished = false;
  buried = false;
  readonly localEnd = { address: '127.0.0.1', port: 4_000, serverPort: 80 };

  vanish(): void {
    this.#ended = true;
    this.vanished = true;
  }

  bury(): void {
    this.buried = true;
  }

  close(how: 'close' | 'reset'): void {
    if (this.#ended) return;
    this.closedBy = how;
    this.end('local');
  }
}
