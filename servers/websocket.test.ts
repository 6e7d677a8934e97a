import { afterEach, describe, expect, it } from 'vitest';
import type { RunningServer } from './server.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';
import { WebSocketTestClient } from './testing/websocket-client.js';

afterEach(stopTestServers);

const upgradeHeaders = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

function countMatches(server: RunningServer, name: 'reaped' | 'overflowed' | 'connectionsClosed'): number {
  return server.readStats().counters[name];
}

describe('subscribing', () => {
  it('sends a notice, then each message as it was published', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    publish(server, 'before');
    const client = new WebSocketTestClient(server);
    await client.waitFor(1);
    publish(server, 'one', 'zwei ü');
    await client.waitFor(3);
    const cursor = `${server.hub.epoch}-1`;
    expect(client.received).toEqual([{ cursor, head: cursor, gap: false }, 'one', 'zwei ü']);
    client.ws.close();
  });

  it('puts nothing but the payload into a frame', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const raw = await RawConnection.get(server, '/ws', ...upgradeHeaders);
    await raw.waitFor('"gap":false}');
    const { length } = raw.bytes;
    publish(server, 'x'.repeat(125), 'y'.repeat(126));
    await until(() => raw.bytes.length >= length + 2 + 125 + 4 + 126);
    const expected = `827d${'78'.repeat(125)}827e007e${'79'.repeat(126)}`;
    expect(raw.bytes.subarray(length).toString('hex')).toBe(expected);
    raw.destroy();
  });

  it.each([
    { name: 'resumes', given: ['a', 'b', 'c'], id: 1, from: 1, head: 3, gap: false, messages: ['b', 'c'] },
    {
      name: 'tells of a gap',
      given: ['a', 'b', 'c', 'd', 'e'],
      id: 1,
      from: 2,
      head: 5,
      gap: true,
      messages: ['c', 'd', 'e'],
    },
    { name: 'is up to date', given: ['a'], id: 1, from: 1, head: 1, gap: false, messages: [] },
  ])('$name', async ({ given, id, from, head, gap, messages }) => {
    const server = await startTestServer({ transport: 'websocket', historyMessages: 3 });
    publish(server, ...given);
    const { epoch } = server.hub;
    const client = new WebSocketTestClient(server, `${epoch}-${id}`);
    await client.waitFor(1 + messages.length);
    publish(server, 'live');
    await client.waitFor(2 + messages.length);
    const notice = { cursor: `${epoch}-${from}`, head: `${epoch}-${head}`, gap };
    expect(client.received).toEqual([notice, ...messages, 'live']);
    client.ws.close();
  });

  it('replays everything, with a gap, to a cursor of another life', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    publish(server, 'a', 'b');
    const client = new WebSocketTestClient(server, 'otherone-7');
    await client.waitFor(3);
    const { epoch } = server.hub;
    expect(client.received).toEqual([{ cursor: `${epoch}-0`, head: `${epoch}-2`, gap: true }, 'a', 'b']);
    client.ws.close();
  });

  it('replays far more than the buffer holds without taking it for an overflow', async () => {
    const server = await startTestServer({ transport: 'websocket', bufferBytes: 10_000 });
    const payload = 'z'.repeat(50_000);
    for (let i = 0; i < 200; i++) publish(server, payload);
    const client = new WebSocketTestClient(server, `${server.hub.epoch}-0`);
    await client.waitFor(50);
    publish(server, 'last');
    await client.waitFor(202);
    expect(client.received.slice(1)).toEqual([...Array.from({ length: 200 }, () => payload), 'last']);
    expect(countMatches(server, 'overflowed')).toBe(0);
    client.ws.close();
  });
});

describe('refusing', () => {
  it('answers 503 with Retry-After beyond the limit, and takes the next when one has left', async () => {
    const server = await startTestServer({ transport: 'websocket', maxConnections: 1, retryUs: 1_200_000 });
    const first = new WebSocketTestClient(server);
    await first.waitFor(1);
    const refused = await RawConnection.get(server, '/ws', ...upgradeHeaders);
    await refused.waitForEnd();
    expect(refused.text).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(refused.text).toContain('\r\nRetry-After: 2\r\n');
    expect(server.readStats().counters).toMatchObject({ connectionsRejected: 1, requestsFailed: 0 });
    expect((await sendRequest(server, 'GET', '/stats')).status).toBe(200);
    first.ws.close();
    await until(() => server.transport.connections === 0);
    const second = new WebSocketTestClient(server);
    await second.waitFor(1);
    expect(second.received).toHaveLength(1);
    second.ws.close();
  });

  it.each([
    { name: 'another path', target: '/other', headers: upgradeHeaders, status: 404 },
    { name: 'a bad cursor', target: '/ws?cursor=x', headers: upgradeHeaders, status: 400 },
    { name: 'no key', target: '/ws', headers: upgradeHeaders.slice(0, 3), status: 400 },
    { name: 'no upgrade', target: '/ws', headers: [], status: 426 },
  ])('$name', async ({ target, headers, status }) => {
    const server = await startTestServer({ transport: 'websocket' });
    const raw = await RawConnection.get(server, target, ...headers);
    await raw.waitFor('{"error":');
    expect(raw.text.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    expect(server.readStats().counters.requestsFailed).toBe(1);
    expect(server.transport.connections).toBe(0);
    raw.destroy();
  });

  it('closes on a frame that breaks the protocol', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const raw = await RawConnection.get(server, '/ws', ...upgradeHeaders);
    await raw.waitFor('"gap":false}');
    // An unmasked frame from a client: RFC 6455 §5.1 asks for 1002.
    raw.socket.write(Buffer.from('8100', 'hex'));
    await until(() => raw.bytes.includes(Buffer.from('880203ea', 'hex')));
    raw.socket.end();
    await until(() => server.transport.connections === 0);
    expect(server.readStats().counters.requestsFailed).toBe(1);
  });
});

describe('slow readers', () => {
  /** Publishes until the paused client's kernel buffers and its own are full. */
  async function publishUntilOverflow(server: RunningServer): Promise<void> {
    const payload = Buffer.alloc(256 * 1024, 'x');
    while (countMatches(server, 'overflowed') === 0) {
      server.hub.publish(payload);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('are disconnected under the policy disconnect', async () => {
    const server = await startTestServer({ transport: 'websocket', bufferBytes: 64 * 1024 });
    const slow = new WebSocketTestClient(server);
    const quick = new WebSocketTestClient(server);
    await Promise.all([slow.waitFor(1), quick.waitFor(1)]);
    slow.ws.pause();
    await publishUntilOverflow(server);
    expect(server.transport.connections).toBe(1);
    slow.ws.resume();
    expect([1006, 1013]).toContain(await slow.waitForClose());
    await quick.waitFor(1 + server.hub.newest);
    expect(quick.received).toHaveLength(1 + server.hub.newest);
    quick.ws.close();
  });

  it('miss messages under the policy drop, and are told which ones', async () => {
    const server = await startTestServer({
      transport: 'websocket',
      bufferBytes: 64 * 1024,
      overflow: 'drop',
    });
    const client = new WebSocketTestClient(server);
    await client.waitFor(1);
    client.ws.pause();
    await publishUntilOverflow(server);
    const missed = server.hub.newest;
    client.ws.resume();
    // The second notice comes when the buffer has drained, without waiting for another message.
    const isNotice = (item: unknown) => typeof item === 'object';
    await until(() => client.received.filter(isNotice).length === 2);
    const { epoch } = server.hub;
    expect(client.received.at(-1)).toEqual({
      cursor: `${epoch}-${missed}`,
      head: `${epoch}-${missed}`,
      gap: true,
    });
    // What came between the two notices is what was published first, without a hole.
    expect(client.received.length - 2).toBe(server.readStats().counters.delivered);
    publish(server, 'after');
    await until(() => client.received.at(-1) === 'after');
    expect(countMatches(server, 'overflowed')).toBe(1);
    client.ws.close();
  });
});

describe('heartbeat', () => {
  it('reaps a client that answers no ping, and only that', async () => {
    const server = await startTestServer({ transport: 'websocket', heartbeatUs: 30_000 });
    const alive = new WebSocketTestClient(server);
    const silent = new WebSocketTestClient(server, undefined, { autoPong: false });
    await Promise.all([alive.waitFor(1), silent.waitFor(1)]);
    expect(await silent.waitForClose()).toBe(1006);
    expect(countMatches(server, 'reaped')).toBe(1);
    const { pings } = alive;
    await until(() => alive.pings >= pings + 3);
    expect([alive.closeCode, server.transport.connections]).toEqual([undefined, 1]);
    alive.ws.close();
  });
});

describe('ending', () => {
  it('forgets a client that vanished', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const client = new WebSocketTestClient(server);
    await client.waitFor(1);
    client.ws.terminate();
    await until(() => server.transport.connections === 0);
    publish(server, 'to nobody');
    expect(server.readStats().counters).toMatchObject({
      connectionsOpened: 1,
      connectionsClosed: 1,
      delivered: 0,
    });
  });

  it('closes with 1001 on a graceful stop', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const clients = [new WebSocketTestClient(server), new WebSocketTestClient(server)];
    await Promise.all(clients.map((client) => client.waitFor(1)));
    await server.stop();
    expect(await Promise.all(clients.map((client) => client.waitForClose()))).toEqual([1001, 1001]);
    expect(server.hub.subscribers).toBe(0);
  });

  it('does not wait for a client that never answers the close frame', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const raw = await RawConnection.get(server, '/ws', ...upgradeHeaders);
    await raw.waitFor('"gap":false}');
    await server.stop();
    await raw.waitForEnd();
    expect(raw.bytes.subarray(-4).toString('hex')).toBe('880203e9');
  });

  it.each([
    { how: 'close', code: 1012 },
    { how: 'reset', code: 1006 },
  ])('disconnects exactly the share asked for by $how', async ({ how, code }) => {
    const server = await startTestServer({ transport: 'websocket' });
    const clients = Array.from({ length: 10 }, () => new WebSocketTestClient(server));
    await Promise.all(clients.map((client) => client.waitFor(1)));
    const answer = await sendRequest(server, 'POST', `/disconnect?share=0.3&how=${how}&seed=7`);
    expect(JSON.parse(answer.body)).toEqual({ disconnected: 3 });
    expect(server.transport.connections).toBe(7);
    await until(() => clients.filter((client) => client.closeCode !== undefined).length === 3);
    expect(clients.map((client) => client.closeCode).filter((given) => given !== undefined)).toEqual([
      code,
      code,
      code,
    ]);
    expect(countMatches(server, 'connectionsClosed')).toBe(3);
  });
});
