import type { WorkerChannel } from '../worker-channel.js';

/** Two ends of a channel within one process. Messages are copied as if they had gone through a pipe. */
export function openMemoryChannel<A, B>(): [MemoryChannel<A, B>, MemoryChannel<B, A>] {
  const near = new MemoryChannel<A, B>();
  const far = new MemoryChannel<B, A>();
  near.attach(far);
  far.attach(near);
  return [near, far];
}

export class MemoryChannel<Out, In> implements WorkerChannel<Out, In> {
  #peer: MemoryChannel<In, Out> | undefined;
  #handler: ((message: In) => void) | undefined;
  #waiting: In[] = [];
  #onClose: ((reason: string) => void) | undefined;
  #closed = false;

  attach(peer: MemoryChannel<In, Out>): void {
    this.#peer = peer;
  }

  send(message: Out): void {
    if (this.#closed) return;
    const copy = JSON.stringify(message);
    queueMicrotask(() => this.#peer?.receive(JSON.parse(copy) as Out));
  }

  onMessage(handler: (message: In) => void): void {
    this.#handler = handler;
    for (const message of this.#waiting.splice(0)) handler(message);
  }

  onClose(handler: (reason: string) => void): void {
    this.#onClose = handler;
  }

  close(): void {
    this.end('the other side closed');
  }

  /** Closes this side for a reason, as a process that ends does. */
  end(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    queueMicrotask(() => this.#peer?.lose(reason));
  }

  receive(message: In): void {
    if (this.#handler) this.#handler(message);
    else this.#waiting.push(message);
  }

  lose(reason: string): void {
    this.#onClose?.(reason);
  }
}
