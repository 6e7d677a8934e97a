import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerStats } from '../src/wire/protocol.js';
import type { RunningServer } from './server.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';

let server: RunningServer;

beforeEach(async () => {
  server = await startTestServer({ transport: 'sse', maxPayloadBytes: 10 });
});
afterEach(stopTestServers);

describe('POST /publish', () => {
  it('answers with id and cursor, and keeps the bytes', async () => {
    const { epoch } = server.hub;
    const first = await sendRequest(server, 'POST', '/publish', { body: 'one' });
    expect([first.status, JSON.parse(first.body)]).toEqual([200, { id: 1, cursor: `${epoch}-1` }]);
    const bytes = Buffer.from([0, 255, 10]);
    const second = await sendRequest(server, 'POST', '/publish', {
      body: bytes,
      headers: { 'Content-Type': 'image/png' },
    });
    expect(JSON.parse(second.body)).toEqual({ id: 2, cursor: `${epoch}-2` });
    expect(server.hub.payload(2)).toEqual(bytes);
  });

  it('takes a body that comes in pieces', async () => {
    const raw = await RawConnection.open(server);
    raw.socket.write('POST /publish HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
    await new Promise((resolve) => setImmediate(resolve));
    raw.socket.write('2\r\nde\r\n0\r\n\r\n');
    await raw.waitFor('"id":1');
    expect(String(server.hub.payload(1))).toBe('abcde');
    raw.destroy();
  });

  it('accepts the largest payload and refuses one byte more', async () => {
    expect((await sendRequest(server, 'POST', '/publish', { body: 'x'.repeat(10) })).status).toBe(200);
    const answer = await sendRequest(server, 'POST', '/publish', { body: 'x'.repeat(11) });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      413,
      { error: 'a payload may have at most 10 bytes' },
    ]);
    expect(server.hub.newest).toBe(1);
  });

  it('refuses a body that grows too large without having said so', async () => {
    const raw = await RawConnection.open(server);
    raw.socket.write(
      'POST /publish HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n',
    );
    await raw.waitFor('HTTP/1.1 413 ');
    await raw.waitForEnd();
    expect(server.hub.newest).toBe(0);
  });

  it('publishes nothing when the connection breaks in the middle', async () => {
    const raw = await RawConnection.open(server);
    raw.socket.write('POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc');
    raw.socket.end();
    await raw.waitForEnd();
    expect(server.hub.newest).toBe(0);
  });
});

describe('requests that make no sense', () => {
  it.each([
    { method: 'GET', path: '/', status: 404 },
    { method: 'GET', path: '/ws', status: 404 },
    { method: 'POST', path: '/nowhere?x=1', status: 404 },
    { method: 'GET', path: '/publish', status: 405, allow: 'POST' },
    { method: 'DELETE', path: '/sse', status: 405, allow: 'GET' },
    { method: 'POST', path: '/stats', status: 405, allow: 'GET' },
    { method: 'GET', path: '/disconnect', status: 405, allow: 'POST' },
    { method: 'GET', path: '/sse?cursor=hello', status: 400 },
    { method: 'POST', path: '/disconnect', status: 400 },
    { method: 'POST', path: '/disconnect?share=1.5', status: 400 },
    { method: 'POST', path: '/disconnect?share=1&how=gently', status: 400 },
    { method: 'POST', path: '/disconnect?share=1&seed=x', status: 400 },
  ])('$method $path is answered $status', async ({ method, path, status, allow }) => {
    const answer = await sendRequest(server, method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.allow).toBe(allow);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.any(String) });
    expect(server.readStats().counters.requestsFailed).toBe(1);
  });

  it('answers 400 to what is not HTTP', async () => {
    const raw = await RawConnection.open(server);
    raw.socket.write('hello\r\n\r\n');
    await raw.waitFor('HTTP/1.1 400 Bad Request\r\n');
    expect(await raw.waitForEnd()).toBe('end');
    expect(server.readStats().counters.requestsFailed).toBe(1);
  });

  it('answers 431 to headers without end', async () => {
    const raw = await RawConnection.open(server);
    raw.socket.write(`GET /sse HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}`);
    await raw.waitFor('HTTP/1.1 431 ');
    raw.destroy();
  });

  it('does not answer into a stream', async () => {
    const raw = await RawConnection.get(server, '/sse');
    await raw.waitFor('"gap":false}');
    const { length } = raw.text;
    raw.socket.write('hello\r\n\r\n');
    await raw.waitForEnd();
    expect(raw.text.slice(length)).not.toContain('HTTP/1.1');
    await until(() => server.transport.connections === 0);
  });
});

it('GET /stats tells what the server holds and costs', async () => {
  publish(server, 'abc', 'de');
  const raw = await RawConnection.get(server, '/sse');
  await raw.waitFor('"gap":false}');
  publish(server, 'f');
  const answer = await sendRequest(server, 'GET', '/stats');
  const stats = JSON.parse(answer.body) as ServerStats;
  expect(stats.connections).toBe(1);
  expect(stats.counters).toMatchObject({ connectionsOpened: 1, delivered: 1, requestsFailed: 0 });
  expect(stats.history).toEqual({
    epoch: server.hub.epoch,
    newest: 3,
    oldest: 1,
    messages: 3,
    bytes: 6,
    evicted: { byMessages: 0, byBytes: 0 },
  });
  expect(stats.memory.rssBytes).toBeGreaterThan(1e6);
  expect(stats.cpu.userUs).toBeGreaterThan(0);
  expect(stats.loopDelayUs.max).toBeGreaterThanOrEqual(stats.loopDelayUs.p50);
  raw.destroy();
});
