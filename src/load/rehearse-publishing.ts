import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PublishConnection, type PublishTarget } from './publish-connection.js';

const rehearsals = 1_000;

/**
 * Posts a thousand messages to a server of its own in this process, and forgets them. Code that has run a few times only
 * is interpreted; without this the first hundreds of messages of a trial would leave several times later than the rest.
 */
export async function rehearsePublishing(target: PublishTarget): Promise<void> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    const own = { ...target, host: '127.0.0.1', port, localAddress: undefined, tls: undefined };
    const connection = new PublishConnection(own, resolve);
    postInTurn(connection, 'x'.repeat(target.payloadBytes), rehearsals);
  });
  server.close();
}

/** One after the other, as the messages of a trial are. */
function postInTurn(connection: PublishConnection, payload: string, left: number): void {
  if (left === 0) void connection.destroy();
  else {
    connection.post(payload, {
      onSent: () => undefined,
      onAnswer: () => postInTurn(connection, payload, left - 1),
      onLost: () => undefined,
    });
  }
}
