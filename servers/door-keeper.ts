import { type ChildProcess, spawn } from 'node:child_process';
import type { Server } from 'node:net';

/** A listening socket that is not polled: `server.listen(handle, backlog)` opens the door, closing that server shuts it. */
export type ListeningHandle = object & { close(): void };

/**
 * The keeper's whole program, given as text so that it runs from sources and as built alike. It holds a listening socket and
 * never accepts from it; each question is answered with another descriptor of the same socket.
 */
const program = `
  let kept;
  process.on('message', (_, handle) => {
    if (handle === undefined) process.send('open', kept);
    else kept = handle;
  });
  process.on('disconnect', () => process.exit());
`;

/**
 * Keeps a listening socket alive while nobody accepts from it. Node accepts whatever has arrived for as long as a server
 * listens, and stops only by closing the socket, which resets all who wait in its queue. So a child process holds a second
 * descriptor: this process closes and reopens its own, and the kernel's queue fills and overflows meanwhile as that of
 * any server that does not come round to accepting. The child ends with this process, whatever ends that.
 */
export class DoorKeeper {
  readonly #child: ChildProcess;
  #isDismissed = false;
  #onHandle: ((handle: ListeningHandle) => void) | undefined;

  constructor() {
    this.#child = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // An interrupt at the terminal is for the server, which has its clients to say goodbye to first.
      detached: true,
    });
    this.#child.on('error', () => undefined);
    this.#child.once('exit', () => {
      // Without it nobody would be let in ever again: better no server than one like that.
      if (!this.#isDismissed) throw new Error('the keeper of the listening socket has ended');
    });
    this.#child.on('message', (_, handle) => this.#onHandle?.(handle as unknown as ListeningHandle));
  }

  /** Takes over the socket of a listening server; when this resolves the server may be closed. */
  keep(server: Server): Promise<void> {
    // As a server it would be accepted from in the child; the bare handle, an undocumented field, is only held.
    const { _handle: handle } = server as unknown as { _handle: Server };
    return new Promise((resolve, reject) => {
      this.#child.send('keep', handle, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** Asks for a descriptor of the socket. */
  request(onHandle: (handle: ListeningHandle) => void): void {
    this.#onHandle = onHandle;
    // A question that the child no longer hears is answered by nobody, and needs no answer.
    if (this.#child.connected) this.#child.send('open', () => undefined);
  }

  /** Lets go of the socket: when this resolves, and no server is open on it, the kernel has reset who waited in its queue. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true;
    this.#onHandle = (handle) => handle.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Not `once` of node:events, which would take a message that fails on its way to the dying child for the end of the wait.
    await new Promise((resolve) => {
      this.#child.once('exit', resolve);
      this.#child.kill('SIGKILL');
    });
  }
}
