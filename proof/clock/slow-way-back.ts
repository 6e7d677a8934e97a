import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Passes everything on to a server at once, and its answers back `delayMs` later: as unequal as two ways can be. */
export async function startSlowWayBack(
  url: string,
  delayMs: number,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { hostname, port } = new URL(url);
  const clients: Socket[] = [];
  const proxy = createServer({ noDelay: true }, (client) => {
    clients.push(client);
    const server = connect({ host: hostname, port: Number(port), noDelay: true });
    client.pipe(server);
    server.on('data', (chunk) => setTimeout(() => client.destroyed || client.write(chunk), delayMs));
    client.on('close', () => server.destroy());
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    stop: async () => {
      for (const client of clients) client.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
