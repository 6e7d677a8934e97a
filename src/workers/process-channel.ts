import type { ChildProcess } from 'node:child_process';
import type { WorkerChannel } from './worker-channel.js';

/** The end of a channel that is in a child process, over Node.js IPC. */
export function openParentChannel<Out, In>(): WorkerChannel<Out, In> {
  const inbox = new Inbox<In>();
  const outbox = new Outbox(() => {
    if (process.connected) process.disconnect();
  });
  process.on('message', (message) => inbox.put(message as In));
  return {
    send: (message) => {
      if (process.connected) outbox.track((done) => process.send?.(message as object, done));
    },
    onMessage: (handler) => inbox.open(handler),
    onClose: (handler) => process.once('disconnect', () => handler('the coordinator is gone')),
    close: () => outbox.close(),
  };
}

/** The coordinator's end of a channel to a forked child. */
export function openChildChannel<Out, In>(child: ChildProcess): WorkerChannel<Out, In> {
  const inbox = new Inbox<In>();
  const outbox = new Outbox(() => {
    if (child.connected) child.disconnect();
  });
  child.on('message', (message) => inbox.put(message as In));
  return {
    // A child may end between two messages; the loss shows as `onClose`, so the send itself is no error.
    send: (message) => {
      if (child.connected) outbox.track((done) => child.send(message as object, done));
    },
    onMessage: (handler) => inbox.open(handler),
    onClose: (handler) => {
      let told = false;
      const tell = (reason: string): void => {
        if (!told) handler(reason);
        told = true;
      };
      // Both, because the last messages may still be in the pipe when the process has ended. (Node.js' own `close` event
      // says the same, but never comes after this side has disconnected.)
      const tellEnd = (): void => {
        const { connected, exitCode, signalCode } = child;
        if (connected || (exitCode === null && signalCode === null)) return;
        tell(signalCode === null ? `it exited with ${exitCode}` : `it was ended by ${signalCode}`);
      };
      child.once('exit', tellEnd);
      child.once('disconnect', tellEnd);
      child.on('error', (error) => {
        if (child.pid === undefined) tell(`it could not be started (${error.message})`);
      });
    },
    close: () => outbox.close(),
  };
}

/** Disconnects once all that was sent is through: Node.js drops what it has queued for a pipe that is closed. */
class Outbox {
  readonly #disconnect: () => void;
  #underway = 0;
  #closing = false;

  constructor(disconnect: () => void) {
    this.#disconnect = disconnect;
  }

  /** Sends unless the channel is closing. A failed send counts as done: its receiver is gone. */
  track(send: (done: () => void) => void): void {
    if (this.#closing) return;
    this.#underway++;
    send(() => {
      this.#underway--;
      this.#leaveIfDone();
    });
  }

  close(): void {
    this.#closing = true;
    this.#leaveIfDone();
  }

  #leaveIfDone(): void {
    if (this.#closing && this.#underway === 0) this.#disconnect();
  }
}

/** Keeps messages until someone asks for them. */
class Inbox<In> {
  #waiting: In[] = [];
  #handler: ((message: In) => void) | undefined;

  put(message: In): void {
    if (this.#handler) this.#handler(message);
    else this.#waiting.push(message);
  }

  open(handler: (message: In) => void): void {
    this.#handler = handler;
    for (const message of this.#waiting) handler(message);
    this.#waiting = [];
  }
}
