import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningServer } from './server.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

/** A WebSocket client that has to acknowledge; keeps cursors of notices and payloads of messages. */
async function connect(server: RunningServer, cursor = '') {
  const received: string[] = [];
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}/ws?client=a&acks=1${cursor}`);
  ws.on('message', (data: Buffer, isBinary) => {
    const text = data.toString();
    received.push(isBinary ? text : `at ${(JSON.parse(text) as { cursor: string }).cursor.split('-')[1]}`);
  });
  await until(() => received.length > 0);
  return { ws, received };
}

const say = (server: RunningServer, what: string, id: number): string => `${what} ${server.hub.epoch}-${id}`;

describe('a WebSocket client that acknowledges', () => {
  it('is sent again what it has not acknowledged in time, in its place, and then nothing more', async () => {
    const server = await startTestServer({ transport: 'websocket', ackTimeoutUs: 150_000 });
    const { ws, received } = await connect(server);
    publish(server, 'a', 'b', 'c');
    await until(() => received.length === 4);
    ws.send(say(server, 'one', 2));
    await until(() => server.readStats().counters.acknowledged === 1);
    await until(() => server.readStats().counters.redelivered === 2);
    await until(() => received.length >= 8);
    expect(received.slice(0, 8)).toEqual(['at 0', 'a', 'b', 'c', 'at 0', 'a', 'at 2', 'c']);
    ws.send(say(server, 'up-to', 3));
    await until(() => server.readStats().counters.acknowledged === 3);
    publish(server, 'd');
    await until(() => received.includes('d'));
    ws.send(say(server, 'up-to', 4));
    await until(() => server.readStats().counters.acknowledged === 4);
    ws.terminate();
  });

  it('goes on where it had acknowledged to when it comes back, whatever its cursor says', async () => {
    const server = await startTestServer({ transport: 'websocket', ackTimeoutUs: 10_000_000 });
    const first = await connect(server);
    publish(server, 'a', 'b', 'c', 'd');
    await until(() => first.received.length === 5);
    first.ws.send(say(server, 'up-to', 1));
    first.ws.send(say(server, 'one', 3));
    await until(() => server.readStats().counters.acknowledged === 2);
    first.ws.terminate();
    await until(() => server.transport.connections === 0);
    publish(server, 'e');
    const second = await connect(server, `&cursor=${server.hub.epoch}-4`);
    await until(() => second.received.includes('e'));
    expect(second.received).toEqual(['at 1', 'b', 'at 3', 'd', 'e']);
    expect(server.readStats().counters.redelivered).toBe(2);
    second.ws.terminate();
  });

  it('is told nothing about what it says wrongly, which is counted', async () => {
    const server = await startTestServer({ transport: 'websocket' });
    const { ws } = await connect(server);
    ws.send('thanks');
    await until(() => server.readStats().counters.requestsFailed === 1);
    ws.terminate();
  });
});

describe('POST /ack', () => {
  it('acknowledges for the stream of that name', async () => {
    const server = await startTestServer({ transport: 'sse', ackTimeoutUs: 50_000 });
    const stream = await RawConnection.get(server, '/sse?client=a&acks=1');
    await stream.waitFor('subscribed');
    publish(server, 'hello');
    await stream.waitFor('data: hello');
    await stream.waitFor('data: hello', stream.text.indexOf('data: hello') + 1);
    const posted = await sendRequest(server, 'POST', '/ack?client=a', { body: say(server, 'one', 1) });
    expect([posted.status, posted.body]).toEqual([204, '']);
    expect(server.readStats().counters.acknowledged).toBe(1);
    stream.destroy();
  });

  it.each([
    ['/ack', 'one e-1', 400],
    ['/ack?client=a', 'hello', 400],
    ['/ack?client=nobody', 'mine', 404],
    ['/ack?client=nobody', 'one gone-1', 204],
  ])('%s with %s is answered %i', async (path, body, status) => {
    const server = await startTestServer({ transport: 'sse' });
    const text = body === 'mine' ? say(server, 'one', 1) : body;
    expect((await sendRequest(server, 'POST', path, { body: text })).status).toBe(status);
  });
});
