import type { Socket } from 'node:net';
import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';

/**
 * How fast a group of clients reads from its sockets. What they do not read stays in the kernel, whose window closes, so
 * that the rest waits at the sender.
 */
export class ReadingPace {
  readonly #clock: Clock;
  readonly #due: DueQueue;
  readonly #readers = new Set<PacedReader>();
  #bytesPerSecond: number;

  /** @param bytesPerSecond infinite: as fast as they can; 0: not at all */
  constructor(clock: Clock, due: DueQueue, bytesPerSecond: number) {
    this.#clock = clock;
    this.#due = due;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Changes the pace of all sockets that are read at it. */
  change(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
    for (const reader of this.#readers) reader.restart();
  }

  /** From here on a socket is read at this pace. */
  hold(socket: Socket): void {
    const reader = new PacedReader(socket, this);
    this.#readers.add(reader);
    socket.once('close', () => {
      this.#readers.delete(reader);
      reader.stop();
    });
  }

  get bytesPerSecond(): number {
    return this.#bytesPerSecond;
  }

  get nowUs(): number {
    return this.#clock.nowUs();
  }

  wake(task: DueTask, atUs: number): DueHandle {
    return this.#due.at(atUs, task);
  }

  callOff(handle: DueHandle): void {
    this.#due.cancel(handle);
  }
}

/**
 * Stands between a socket's handle and its stream, where streams are made to be slowed: a `push` that returns false stops
 * the handle, and `_read` starts it again (https://nodejs.org/api/stream.html#readablepushchunk-encoding). Whoever reads
 * the stream, and how, makes no difference, and paused consumers stay as they are. What the kernel hands up at once, up to
 * 64 KiB, comes through as a whole; the next comes when the pace allows.
 */
class PacedReader implements DueTask {
  readonly #pace: ReadingPace;
  readonly #startReading: () => void;
  #openAtUs = 0;
  #isWanted = false;
  #waiting: DueHandle | undefined;

  constructor(socket: Socket, pace: ReadingPace) {
    this.#pace = pace;
    const [push, read] = [socket.push.bind(socket), socket._read.bind(socket)];
    this.#startReading = () => read(0);
    socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
      const wantsMore = push(chunk, encoding);
      if (chunk !== null) this.#spend(chunk.length);
      return wantsMore && this.#isOpen;
    };
    socket._read = () => {
      if (this.#isOpen) this.#startReading();
      else this.#waitForTurn();
    };
  }

  onDue(): void {
    this.#waiting = undefined;
    if (!this.#isWanted) return;
    if (!this.#isOpen) {
      this.#waitForTurn();
      return;
    }
    this.#isWanted = false;
    this.#startReading();
  }

  /** The pace has changed: what was waited for counts no more. */
  restart(): void {
    this.stop();
    this.#openAtUs = 0;
    this.onDue();
  }

  stop(): void {
    if (this.#waiting !== undefined) this.#pace.callOff(this.#waiting);
    this.#waiting = undefined;
  }

  get #isOpen(): boolean {
    return this.#pace.bytesPerSecond > 0 && this.#pace.nowUs >= this.#openAtUs;
  }

  #spend(bytes: number): void {
    const { bytesPerSecond, nowUs } = this.#pace;
    this.#openAtUs = Math.max(this.#openAtUs, nowUs) + (bytes / Math.max(bytesPerSecond, 1)) * 1e6;
  }

  #waitForTurn(): void {
    this.#isWanted = true;
    if (this.#waiting !== undefined || this.#pace.bytesPerSecond === 0) return;
    this.#waiting = this.#pace.wake(this, Math.ceil(this.#openAtUs));
  }
}
