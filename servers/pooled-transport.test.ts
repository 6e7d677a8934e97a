import { afterEach, describe, expect, it } from 'vitest';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';
import { WebSocketTestClient } from './testing/websocket-client.js';

afterEach(stopTestServers);

describe('one handler', () => {
  it('is taken by a stream until that ends; who waits comes next', async () => {
    const server = await startTestServer({ transport: 'sse', threads: 1 });
    const first = await RawConnection.get(server, '/sse');
    await first.waitFor('event: subscribed');
    const second = await RawConnection.get(server, '/sse');
    await until(() => server.readStats().waiting === 1);
    expect([server.readStats().connections, second.text]).toEqual([1, '']);
    expect((await sendRequest(server, 'POST', '/publish', { body: 'hello' })).status).toBe(200);
    await first.waitFor('data: hello');
    first.destroy();
    await second.waitFor('event: subscribed');
    expect(server.readStats()).toMatchObject({ connections: 1, waiting: 0 });
    second.destroy();
  });

  it('is taken by a WebSocket connection, and a client that gives up waiting is forgotten', async () => {
    const server = await startTestServer({ transport: 'websocket', threads: 1 });
    const first = new WebSocketTestClient(server);
    await first.waitFor(1);
    const [second, third] = [new WebSocketTestClient(server), new WebSocketTestClient(server)];
    await until(() => server.readStats().waiting === 2);
    second.ws.terminate();
    await until(() => server.readStats().waiting === 1);
    first.ws.close();
    await third.waitFor(1);
    publish(server, 'hello');
    await third.waitFor(2);
    expect(third.received[1]).toBe('hello');
    third.ws.terminate();
  });

  it('is taken by a held poll until it is answered, and by the poll after it anew', async () => {
    const server = await startTestServer({ transport: 'long-poll', threads: 1 });
    const target = `/long-poll?cursor=${server.hub.epoch}-0`;
    const first = await RawConnection.get(server, target);
    await until(() => server.readStats().counters.polls === 1);
    const second = await RawConnection.get(server, '/long-poll');
    await until(() => server.readStats().waiting === 1);
    publish(server, 'hello');
    await first.waitFor('"hello"');
    await second.waitFor('"messages":[]');
    // Held again, on a connection that counts; the other one's next poll waits, and its connection counts too.
    await first.get(`/long-poll?cursor=${server.hub.epoch}-1`);
    await until(() => server.readStats().counters.polls === 3);
    await second.get(`/long-poll?cursor=${server.hub.epoch}-1`);
    await sendRequest(server, 'GET', '/stats');
    expect(server.readStats()).toMatchObject({ connections: 2, waiting: 0 });
    publish(server, 'again');
    await second.waitFor('"again"');
    first.destroy();
    second.destroy();
  });

  it('is free again after a refusal', async () => {
    const server = await startTestServer({ transport: 'sse', threads: 1 });
    const bad = await sendRequest(server, 'GET', '/sse?cursor=nonsense');
    expect(bad.status).toBe(400);
    const good = await RawConnection.get(server, '/sse');
    await good.waitFor('event: subscribed');
    good.destroy();
  });
});

describe('a queue that is full', () => {
  it.each([
    { transport: 'sse', path: '/sse' },
    { transport: 'long-poll', path: '/long-poll?cursor=EPOCH-0' },
  ] as const)('has $transport requests answered 503', async ({ transport, path }) => {
    const server = await startTestServer({ transport, threads: 1, threadQueue: 1, retryUs: 4_000_000 });
    const target = path.replace('EPOCH', server.hub.epoch);
    const held = [await RawConnection.get(server, target), await RawConnection.get(server, target)];
    await until(() => server.readStats().waiting === 1);
    const refused = await sendRequest(server, 'GET', target);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '4']);
    expect(server.readStats().counters.notAdmitted).toBe(1);
    for (const connection of held) connection.destroy();
  });
});

it('a server that stops turns away who waits', async () => {
  const server = await startTestServer({ transport: 'sse', threads: 1 });
  const first = await RawConnection.get(server, '/sse');
  await first.waitFor('event: subscribed');
  const second = await RawConnection.get(server, '/sse');
  await until(() => server.readStats().waiting === 1);
  await server.stop();
  await second.waitForEnd();
  expect(second.text).toMatch(/^HTTP\/1.1 503 /);
});
