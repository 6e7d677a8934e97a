import { afterEach, describe, expect, it } from 'vitest';
import { drainConnections } from './drain-route.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';
import { WebSocketTestClient } from './testing/websocket-client.js';
import type { ServedConnection } from './transport-server.js';

afterEach(stopTestServers);

/** Connections that say when they are ended; the clock moves on by a step whenever it is read. */
function scriptConnections(count: number, stepUs: number) {
  const ended: number[] = [];
  const present = Array.from({ length: count }, (_, index): ServedConnection => {
    return { end: () => void ended.push(index) };
  });
  let nowUs = 0;
  const clock = { nowUs: () => (nowUs += stepUs) };
  const drain = (query: string) =>
    drainConnections(
      () => present,
      new URLSearchParams(query),
      clock,
      () => void ended.push(-1),
    );
  return { ended, drain };
}

describe('draining', () => {
  it('ends connections in the order in which they were opened, each when it is due', async () => {
    const { ended, drain } = scriptConnections(7, 10_000);
    // 200 a second are two in 10 ms, and one at once.
    expect(await drain('rate=200')).toBe(7);
    expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('shuts the door first when it is told to', async () => {
    const { ended, drain } = scriptConnections(2, 10_000);
    await drain('rate=1000&shut=true');
    expect(ended).toEqual([-1, 0, 1]);
  });

  it('ends WebSocket connections with 1001', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const clients = Array.from({ length: 6 }, () => new WebSocketTestClient(server));
    for (const client of clients) await client.waitFor(1);
    const answer = await sendRequest(server, 'POST', '/drain?rate=200');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { drained: 6 }]);
    expect(await Promise.all(clients.map((client) => client.waitForClose()))).toEqual(Array(6).fill(1001));
  });

  it('ends the j-th connection no earlier than j divided by the rate', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const clients = [await RawConnection.get(server, '/sse'), await RawConnection.get(server, '/sse')];
    for (const client of clients) await client.waitFor('event: subscribed');
    const draining = sendRequest(server, 'POST', '/drain?rate=0.001');
    await clients[0]?.waitFor('0\r\n\r\n');
    const late = await RawConnection.get(server, '/sse');
    await late.waitFor('event: subscribed');
    expect(server.transport.connections).toBe(2);
    // Who leaves by itself need not be waited for; who came meanwhile stays.
    clients[1]?.destroy();
    expect(JSON.parse((await draining).body)).toEqual({ drained: 1 });
    expect([server.transport.connections, late.ended]).toEqual([1, undefined]);
    late.destroy();
  });

  it('answers a held poll for the last time', async () => {
    const server = await startTestServer({ transport: 'long-poll' });
    const client = await RawConnection.get(server, `/long-poll?cursor=${server.hub.epoch}-0`);
    await until(() => server.readStats().counters.polls === 1);
    await sendRequest(server, 'POST', '/drain?rate=100');
    expect(await client.waitForEnd()).toBe('end');
    expect(client.text).toMatch(/^HTTP\/1\.1 204 No Content\r\n(.+\r\n)*Connection: close\r\n/);
  });

  it.each([
    { news: 'nothing new', texts: [], status: 204 },
    { news: 'a message', texts: ['hello'], status: 200 },
  ])('tells an idle polling client with the answer to its next poll ($news)', async ({ texts, status }) => {
    const server = await startTestServer({ transport: 'short-poll' });
    const client = await RawConnection.get(server, '/short-poll');
    await client.waitFor('"messages":[]');
    await sendRequest(server, 'POST', '/drain?rate=100');
    expect([client.ended, server.transport.connections]).toEqual([undefined, 1]);
    publish(server, ...texts);
    const before = client.text.length;
    await client.get(`/short-poll?cursor=${server.hub.epoch}-0`);
    await client.waitForEnd();
    expect(client.text.slice(before)).toMatch(
      new RegExp(`^HTTP/1.1 ${status} .*\r\n(.+\r\n)*Connection: close\r\n`),
    );
    expect(server.transport.connections).toBe(0);
  });

  it('lets nobody in any more when told to shut', async () => {
    const server = await startTestServer({ transport: 'short-poll' });
    const client = await RawConnection.get(server, '/short-poll');
    await client.waitFor('"messages":[]');
    const { url } = server;
    await sendRequest(server, 'POST', '/drain?rate=100&shut=true');
    await expect(fetch(`${url}/stats`)).rejects.toThrow();
    // Who is there may still ask, and is told.
    await client.get(`/short-poll?cursor=${server.hub.epoch}-0`);
    await client.waitFor('Connection: close');
    await server.stop();
  });

  it.each(['rate=0', 'rate=', '', 'rate=x', 'rate=1&shut=maybe'])('refuses %s', async (query) => {
    const server = await startTestServer({ transport: 'sse' });
    expect((await sendRequest(server, 'POST', `/drain?${query}`)).status).toBe(400);
  });
});
