/** Carries messages between the coordinator and a load process: a local process's IPC today, a queue tomorrow. */
export interface WorkerChannel<Out, In> {
  send(message: Out): void;
  /** Messages in the order sent. The first handler also gets those that came before it. */
  onMessage(handler: (message: In) => void): void;
  /** Called once when the other side is gone, with a reason for people. */
  onClose(handler: (reason: string) => void): void;
  /** Closes this side; the other sees `onClose`. */
  close(): void;
}
