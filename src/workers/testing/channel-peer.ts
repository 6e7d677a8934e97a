import type { WorkerChannel } from '../worker-channel.js';

/** What the other side of a channel under test is told to do. */
export type PeerCommand =
  | { readonly kind: 'echo'; readonly value: unknown }
  /** Send the numbers 0 … count − 1 and then leave. */
  | { readonly kind: 'burst'; readonly count: number }
  /** Send this many messages of a megabyte each and close at once. */
  | { readonly kind: 'last-words'; readonly count: number };

/**
 * The other side of a channel under test.
 * @param leave ends it, as the end of its process does
 */
export function playPeer(channel: WorkerChannel<unknown, PeerCommand>, leave: () => void): void {
  channel.onClose(leave);
  channel.onMessage((command) => {
    switch (command.kind) {
      case 'echo':
        channel.send(command.value);
        return;
      case 'burst':
        for (let number = 0; number < command.count; number++) channel.send(number);
        leave();
        return;
      case 'last-words':
        for (let sent = 0; sent < command.count; sent++) channel.send('x'.repeat(1_000_000));
        channel.close();
        return;
    }
  });
}
