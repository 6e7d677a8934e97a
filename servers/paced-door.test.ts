import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningServer } from './server.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { startTestServer, stopTestServers, until } from './testing/test-server.js';
import { WebSocketTestClient } from './testing/websocket-client.js';

afterEach(stopTestServers);

/** Longer than any test lasts. */
const never = 3600e6;

async function askControl(server: RunningServer, path: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${server.controlPort}${path}`)).json();
}

describe('a server that warms up', () => {
  it('listens and has the kernel complete handshakes, but serves nobody', async () => {
    const server = await startTestServer({ transport: 'sse', warmUpUs: never, controlPort: 0 });
    const clients = await Promise.all([RawConnection.open(server), RawConnection.open(server)]);
    await Promise.all(clients.map((client) => client.get('/sse')));
    expect(await askControl(server, '/stats')).toMatchObject({ connections: 0 });
    expect(clients.map(({ text, ended }) => [text, ended])).toEqual([
      ['', undefined],
      ['', undefined],
    ]);
    await server.stop();
    // They were never accepted, so the kernel resets them.
    expect(await Promise.all(clients.map((client) => client.waitForEnd()))).toEqual([
      'ECONNRESET',
      'ECONNRESET',
    ]);
  });

  it('takes no more than its backlog', async () => {
    const server = await startTestServer({ transport: 'sse', warmUpUs: never, backlog: 2, controlPort: 0 });
    let connected = 0;
    const sockets = Array.from({ length: 8 }, () =>
      connect({ host: '127.0.0.1', port: server.port }, () => connected++).on('error', () => undefined),
    );
    // Linux admits one more than the backlog says (`sk_acceptq_is_full`); the others' handshakes stay incomplete.
    await until(() => connected >= 3);
    await askControl(server, '/stats');
    expect(connected).toBe(3);
    for (const socket of sockets) socket.destroy();
  });

  it('serves all who waited once it is warm', async () => {
    const server = await startTestServer({ transport: 'websocket', warmUpUs: 50_000 });
    const clients = Array.from({ length: 5 }, () => new WebSocketTestClient(server));
    for (const client of clients) await client.waitFor(1);
    expect(server.readStats().connections).toBe(5);
    for (const { ws } of clients) ws.terminate();
  });

  it.each(['websocket', 'long-poll'] as const)(
    'stops with connections of %s as any other',
    async (transport) => {
      const server = await startTestServer({ transport, warmUpUs: 1 });
      const path = transport === 'websocket' ? '/ws' : `/long-poll?cursor=${server.hub.epoch}-0`;
      const client = await RawConnection.get(server, path);
      if (transport === 'long-poll') await until(() => server.readStats().counters.polls === 1);
      else await client.waitFor('426');
      await server.stop();
      await client.waitForEnd();
      if (transport === 'long-poll') expect(client.text).toMatch(/^HTTP\/1.1 204 /);
    },
  );
});

describe('an accept rate', () => {
  it('lets in one after the other, and the rest wait unserved', async () => {
    const server = await startTestServer({ transport: 'sse', acceptRatePerSecond: 0.01, controlPort: 0 });
    const first = await RawConnection.get(server, '/sse');
    await first.waitFor('event: subscribed');
    const second = await RawConnection.get(server, '/sse');
    const published = await fetch(`http://127.0.0.1:${server.controlPort}/publish`, {
      method: 'POST',
      body: 'hello',
    });
    expect(published.status).toBe(200);
    await first.waitFor('data: hello');
    expect([server.readStats().connections, second.text]).toEqual([1, '']);
    first.destroy();
    second.destroy();
  });

  it('is never exceeded', async () => {
    const ratePerSecond = 200;
    const beganMs = performance.now();
    const server = await startTestServer({ transport: 'short-poll', acceptRatePerSecond: ratePerSecond });
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => sendRequest(server, 'GET', '/short-poll')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const elapsedSeconds = (performance.now() - beganMs) / 1000;
    // What 20 ms of it may gather beforehand comes on top.
    expect(60).toBeLessThanOrEqual(elapsedSeconds * ratePerSecond + 1 + 0.02 * ratePerSecond);
  });

  it('holds under TLS', async () => {
    const server = await startTestServer({ transport: 'sse', acceptRatePerSecond: 100, tls: true });
    const { get } = await import('node:https');
    const status = await new Promise((resolve) => {
      const request = get(`${server.url}/stats`, { ca: server.certificate, agent: false }, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
    });
    expect(status).toBe(200);
  });
});

it('fails as any other server when its port is taken by somebody else', async () => {
  const { port } = await startTestServer({ transport: 'sse' });
  await expect(startTestServer({ transport: 'sse', port, warmUpUs: 1 })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
