import { Socket } from 'node:net';

/** A TLS socket as Node makes it on a server: the TCP socket beneath is reachable only through this undocumented field. */
type Layered = Socket & { readonly _parent?: unknown };

/** Ends a connection with a TCP RST, under TLS too, where Node refuses to reset the socket it hands out. */
export function resetSocket(socket: Layered): void {
  const { _parent: beneath } = socket;
  if (!(beneath instanceof Socket)) socket.resetAndDestroy();
  else if (!beneath.destroyed) beneath.resetAndDestroy();
}
