import type { ChildProcess } from 'node:child_process';
import type { WorkerChannel } from './worker-channel.js';

/** The end of a channel that is in a child process, over Node.js IPC. */
export function openParentChannel<Out, In>(): WorkerChannel<Out, In> {
  const inbox = new Inbox<In>();
  process.on('message', (message) => inbox.put(message as In));
  return {
    send: (message) => {
      if (process.connected) process.send?.(message as object);
    },
    onMessage: (handler) => inbox.open(handler),
    onClose: (handler) => process.once('disconnect', () => handler('the coordinator is gone')),
    close: () => {
      if (process.connected) process.disconnect();
    },
  };
}

/** The coordinator's end of a channel to a forked child. */
export function openChildChannel<Out, In>(child: ChildProcess): WorkerChannel<Out, In> {
  const inbox = new Inbox<In>();
  child.on('message', (message) => inbox.put(message as In));
  return {
    // A child may end between two messages; the loss shows as `onClose`, so the send itself is no error.
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
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
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
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
