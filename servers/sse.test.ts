import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningServer } from './server.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

function formatNotice(server: RunningServer, from: number, head: number, gap: boolean): string {
  const { epoch } = server.hub;
  return JSON.stringify({ cursor: `${epoch}-${from}`, head: `${epoch}-${head}`, gap });
}

/** The body that a client has received so far, out of its chunks. */
function readEvents(raw: RawConnection): EventSourceMessage[] {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  let at = raw.bytes.indexOf('\r\n\r\n') + 4;
  for (;;) {
    const end = raw.bytes.indexOf('\r\n', at);
    const length = end < 0 ? 0 : Number.parseInt(raw.bytes.toString('latin1', at, end), 16);
    if (!(length > 0) || raw.bytes.length < end + 2 + length + 2) return events;
    parser.feed(raw.bytes.toString('utf8', end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

function readData(raw: RawConnection): string[] {
  return readEvents(raw).map(({ data }) => data);
}

async function subscribe(
  server: RunningServer,
  target = '/sse',
  ...headers: string[]
): Promise<RawConnection> {
  const raw = await RawConnection.get(server, target, ...headers);
  await until(() => readEvents(raw).length > 0 || raw.ended !== undefined);
  return raw;
}

describe('subscribing', () => {
  it('sends headers and notice, then each message, as documented to the byte', async () => {
    const server = await startTestServer({ transport: 'sse', retryUs: 1_500_000 });
    const raw = await subscribe(server);
    const head = raw.text.slice(0, raw.text.indexOf('\r\n\r\n')).split('\r\n');
    expect(head[0]).toBe('HTTP/1.1 200 OK');
    expect(head).toEqual(
      expect.arrayContaining([
        'Content-Type: text/event-stream',
        'Cache-Control: no-cache',
        'X-Accel-Buffering: no',
        'Transfer-Encoding: chunked',
      ]),
    );
    const { epoch } = server.hub;
    const { length } = raw.text;
    expect(raw.text.slice(raw.text.indexOf('\r\n\r\n') + 4)).toBe(
      `6c\r\nevent: subscribed\nid: ${epoch}-0\nretry: 1500\ndata: ${formatNotice(server, 0, 0, false)}\n\n\r\n`,
    );
    publish(server, 'hello');
    await raw.waitFor('\n\n\r\n', length);
    expect(raw.text.slice(length)).toBe(`2b\r\nid: ${epoch}-1\nevent: message\ndata: hello\n\n\r\n`);
    raw.destroy();
  });

  it('brings payloads of several lines unchanged', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const raw = await subscribe(server);
    publish(server, 'a\nb\n\n c', '');
    await until(() => readEvents(raw).length === 3);
    expect(readEvents(raw).slice(1)).toEqual([
      { id: `${server.hub.epoch}-1`, event: 'message', data: 'a\nb\n\n c' },
      { id: `${server.hub.epoch}-2`, event: 'message', data: '' },
    ]);
    raw.destroy();
  });

  it.each([
    { name: 'the header', target: '/sse', header: 'Last-Event-ID: EPOCH-1' },
    { name: 'lastEventId', target: '/sse?lastEventId=EPOCH-1', header: 'X-Nothing: 1' },
    { name: 'cursor', target: '/sse?cursor=EPOCH-1', header: 'X-Nothing: 1' },
    {
      name: 'the header rather than the address',
      target: '/sse?cursor=EPOCH-0',
      header: 'Last-Event-ID: EPOCH-1',
    },
  ])('resumes by $name', async ({ target, header }) => {
    const server = await startTestServer({ transport: 'sse' });
    publish(server, 'a', 'b', 'c');
    const { epoch } = server.hub;
    const raw = await subscribe(server, target.replace('EPOCH', epoch), header.replace('EPOCH', epoch));
    publish(server, 'live');
    await until(() => readEvents(raw).length === 4);
    expect(readData(raw)).toEqual([formatNotice(server, 1, 3, false), 'b', 'c', 'live']);
    raw.destroy();
  });

  it.each([
    { name: 'a cursor too old', cursor: 'EPOCH-1' },
    { name: 'a cursor of another life', cursor: 'otherone-9' },
  ])('tells of a gap: $name', async ({ cursor }) => {
    const server = await startTestServer({ transport: 'sse', historyMessages: 2 });
    publish(server, 'a', 'b', 'c', 'd');
    const raw = await subscribe(server, `/sse?cursor=${cursor.replace('EPOCH', server.hub.epoch)}`);
    await until(() => readEvents(raw).length === 3);
    expect(readData(raw)).toEqual([formatNotice(server, 2, 4, true), 'c', 'd']);
    raw.destroy();
  });

  it('refuses HTTP/1.0, which has no chunks', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const raw = await RawConnection.open(server);
    raw.socket.write('GET /sse HTTP/1.0\r\n\r\n');
    await raw.waitFor('HTTP/1.1 505 ');
    raw.destroy();
  });

  it('answers 503 with Retry-After beyond the limit', async () => {
    const server = await startTestServer({ transport: 'sse', maxConnections: 1, retryUs: 3_000_000 });
    const raw = await subscribe(server);
    const refused = await sendRequest(server, 'GET', '/sse');
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '3']);
    expect((await sendRequest(server, 'POST', '/publish', { body: 'x' })).status).toBe(200);
    expect(server.readStats().counters.connectionsRejected).toBe(1);
    raw.destroy();
  });
});

it('sends comments while nothing else happens', async () => {
  const server = await startTestServer({ transport: 'sse', heartbeatUs: 20_000 });
  const raw = await subscribe(server);
  const { length } = raw.text;
  await raw.waitFor('3\r\n:\n\n\r\n3\r\n:\n\n\r\n', length);
  publish(server, 'still here');
  await until(() => readData(raw).includes('still here'));
  expect(readEvents(raw)).toHaveLength(2);
  raw.destroy();
});

describe('slow readers', () => {
  async function publishUntilOverflow(server: RunningServer): Promise<void> {
    const payload = Buffer.alloc(256 * 1024, 'x');
    while (server.readStats().counters.overflowed === 0) {
      server.hub.publish(payload);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('are disconnected under the policy disconnect, and can resume', async () => {
    const server = await startTestServer({ transport: 'sse', bufferBytes: 64 * 1024 });
    const raw = await subscribe(server);
    raw.socket.pause();
    await publishUntilOverflow(server);
    expect(server.transport.connections).toBe(0);
    raw.socket.resume();
    await raw.waitForEnd();
    expect(raw.text.endsWith('0\r\n\r\n')).toBe(false);
    const last = readEvents(raw).at(-1)?.id;
    const seen = Number(last?.split('-')[1]);
    expect(seen).toBeLessThan(server.hub.newest);
    const again = await subscribe(server, '/sse', `Last-Event-ID: ${last}`);
    expect(readData(again)[0]).toBe(formatNotice(server, seen, server.hub.newest, false));
    again.destroy();
  });

  it('miss messages under the policy drop, and are told which ones', async () => {
    const server = await startTestServer({ transport: 'sse', bufferBytes: 64 * 1024, overflow: 'drop' });
    const raw = await subscribe(server);
    raw.socket.pause();
    await publishUntilOverflow(server);
    const missed = server.hub.newest;
    raw.socket.resume();
    await raw.waitFor(formatNotice(server, missed, missed, true));
    publish(server, 'after');
    await raw.waitFor('data: after\n');
    const events = readEvents(raw);
    expect(events.map(({ event }) => event)).toEqual([
      'subscribed',
      ...events.slice(1, -2).map(() => 'message'),
      'subscribed',
      'message',
    ]);
    expect(events.length - 3).toBe(server.readStats().counters.delivered - 1);
    raw.destroy();
  });

  it('that fall out of the history while it is replayed are told of the gap', async () => {
    const server = await startTestServer({
      transport: 'sse',
      historyBytes: 16 * 1024 * 1024,
      overflow: 'drop',
    });
    const payload = 'x'.repeat(256 * 1024);
    for (let i = 0; i < 64; i++) publish(server, payload);
    const raw = await RawConnection.open(server);
    raw.socket.pause();
    await raw.get(`/sse?cursor=${server.hub.epoch}-0`);
    await until(() => server.transport.connections === 1);
    for (let i = 0; i < 64; i++) publish(server, payload);
    raw.socket.resume();
    await until(() => readEvents(raw).at(-1)?.id === `${server.hub.epoch}-128`);
    const ids = readEvents(raw).map(({ event, id }) => `${event} ${id?.split('-')[1]}`);
    const second = ids.lastIndexOf('subscribed 64');
    expect(ids[0]).toBe('subscribed 0');
    expect(second).toBeGreaterThan(0);
    expect(ids.slice(second + 1)).toEqual(Array.from({ length: 64 }, (_, index) => `message ${65 + index}`));
    raw.destroy();
  });
});

describe('ending', () => {
  it('forgets a client that vanished', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const raw = await subscribe(server);
    raw.socket.resetAndDestroy();
    await until(() => server.transport.connections === 0);
    publish(server, 'to nobody');
    expect(server.readStats().counters).toMatchObject({ connectionsClosed: 1, delivered: 0 });
  });

  it('ends the stream with the last chunk on a graceful stop', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const raw = await subscribe(server);
    await server.stop();
    expect(await raw.waitForEnd()).toBe('end');
    expect(raw.text.endsWith('\n\n\r\n0\r\n\r\n')).toBe(true);
    expect(server.hub.subscribers).toBe(0);
  });

  it.each([
    { how: 'close', ended: 'end' },
    { how: 'reset', ended: 'ECONNRESET' },
  ])(
    'disconnects exactly the share asked for by $how, the same for the same seed',
    async ({ how, ended }) => {
      const chosen: number[][] = [];
      for (let round = 0; round < 2; round++) {
        const server = await startTestServer({ transport: 'sse' });
        const clients: RawConnection[] = [];
        for (let i = 0; i < 9; i++) clients.push(await subscribe(server));
        const answer = await sendRequest(server, 'POST', `/disconnect?share=0.5&how=${how}&seed=3`);
        expect(JSON.parse(answer.body)).toEqual({ disconnected: 5 });
        await until(() => clients.filter((client) => client.ended === ended).length === 5);
        expect(server.transport.connections).toBe(4);
        chosen.push(clients.flatMap((client, index) => (client.ended === undefined ? [] : [index])));
        for (const client of clients) client.destroy();
      }
      expect(chosen[0]).toEqual(chosen[1]);
    },
  );
});
