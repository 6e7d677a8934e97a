import { afterEach, describe, expect, it } from 'vitest';
import type { PollBatch } from '../src/wire/protocol.js';
import { LongPollServer } from './long-poll.js';
import type { RunningServer } from './server.js';
import type { ServerOptions } from './server-options.js';
import { type HttpAnswer, PollingClient, sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

const start = (options: Partial<ServerOptions> = {}) =>
  startTestServer({ transport: 'long-poll', ...options });

function countHeld(server: RunningServer): number {
  const { transport } = server;
  if (!(transport instanceof LongPollServer)) throw new Error('not a long-poll server');
  return transport.held;
}

function readBatch(answer: HttpAnswer): PollBatch {
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body) as PollBatch;
}

describe('polling', () => {
  it('gives the current cursor to a client without one, at once', async () => {
    const server = await start();
    publish(server, 'before');
    const answer = await sendRequest(server, 'GET', '/long-poll');
    expect(readBatch(answer)).toEqual({ cursor: `${server.hub.epoch}-1`, gap: false, messages: [] });
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
  });

  it('holds a poll until a message comes', async () => {
    const server = await start();
    const client = new PollingClient(server);
    const { epoch } = server.hub;
    const held = client.get(`/long-poll?cursor=${epoch}-0`);
    await until(() => countHeld(server) === 1);
    publish(server, 'hallo ü "\n');
    expect(readBatch(await held)).toEqual({ cursor: `${epoch}-1`, gap: false, messages: ['hallo ü "\n'] });
    expect(countHeld(server)).toBe(0);
    client.close();
  });

  it('loses nothing between two polls', async () => {
    const server = await start();
    const client = new PollingClient(server);
    let { cursor } = readBatch(await client.get('/long-poll'));
    const expected = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    const publishing = (async () => {
      for (const text of expected) {
        publish(server, text);
        // Some fall into a held poll, some between two polls.
        if (Number(text.slice(8)) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    const received: string[] = [];
    while (received.length < expected.length) {
      const batch = readBatch(await client.get(`/long-poll?cursor=${cursor}`));
      received.push(...batch.messages);
      ({ cursor } = batch);
      expect(batch.gap).toBe(false);
    }
    await publishing;
    expect(received).toEqual(expected);
    client.close();
  });

  it.each([
    { name: 'a client may ask for less', holdUs: 25_000_000, query: '&hold=0.02' },
    { name: 'the server decides', holdUs: 20_000, query: '' },
    { name: 'the server has the last word', holdUs: 20_000, query: '&hold=60' },
    { name: 'no hold at all', holdUs: 25_000_000, query: '&hold=0' },
  ])('answers 204 when the time is up: $name', async ({ holdUs, query }) => {
    const server = await start({ holdUs });
    const client = new PollingClient(server);
    const target = `/long-poll?cursor=${server.hub.epoch}-0${query}`;
    for (let poll = 0; poll < 2; poll++) {
      const answer = await client.get(target);
      expect([answer.status, answer.body, answer.headers['content-length']]).toEqual([204, '', undefined]);
    }
    // Both on one connection: a 204 keeps it open.
    expect(server.readStats().counters).toMatchObject({ connectionsOpened: 1, polls: 2, emptyPolls: 2 });
    client.close();
  });

  it('answers at once to wait=0, with whatever there is', async () => {
    const server = await start();
    const { epoch } = server.hub;
    const target = `/long-poll?cursor=${epoch}-0&wait=0`;
    expect(readBatch(await sendRequest(server, 'GET', target)).messages).toEqual([]);
    publish(server, 'a');
    expect(readBatch(await sendRequest(server, 'GET', target)).messages).toEqual(['a']);
  });

  it('says no more than it must', async () => {
    const server = await start();
    const raw = await RawConnection.get(server, '/long-poll');
    await raw.waitFor('[]}');
    const body = `{"cursor":"${server.hub.epoch}-0","gap":false,"messages":[]}`;
    expect(raw.text.replace(/Date: [^\r]+/, 'Date: …')).toBe(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
        `Content-Length: ${body.length}\r\nCache-Control: no-store\r\nDate: …\r\n\r\n${body}`,
    );
    const { length } = raw.text;
    await raw.get(`/long-poll?cursor=${server.hub.epoch}-0&hold=0`);
    await raw.waitFor('\r\n\r\n', length);
    expect(raw.text.slice(length).replace(/Date: [^\r]+/, 'Date: …')).toBe(
      'HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nDate: …\r\n\r\n',
    );
    raw.destroy();
  });
});

describe('resuming', () => {
  it.each([
    { name: 'what is held', cursor: 'EPOCH-3', gap: false, messages: ['d', 'e'] },
    { name: 'too old', cursor: 'EPOCH-1', gap: true, messages: ['c', 'd', 'e'] },
    { name: 'another life', cursor: 'otherone-5', gap: true, messages: ['c', 'd', 'e'] },
  ])('$name', async ({ cursor, gap, messages }) => {
    const server = await start({ historyMessages: 3 });
    publish(server, 'a', 'b', 'c', 'd', 'e');
    const { epoch } = server.hub;
    const target = `/long-poll?cursor=${cursor.replace('EPOCH', epoch)}`;
    const batch = readBatch(await sendRequest(server, 'GET', target));
    expect(batch).toEqual({ cursor: `${epoch}-5`, gap, messages });
  });

  it('tells a cursor of another life at once, even when there is nothing', async () => {
    const server = await start();
    const batch = readBatch(await sendRequest(server, 'GET', '/long-poll?cursor=otherone-5'));
    expect(batch).toEqual({ cursor: `${server.hub.epoch}-0`, gap: true, messages: [] });
  });

  it.each([
    { name: 'messages', options: { maxBatchMessages: 2 } },
    { name: 'bytes', options: { bufferBytes: 2 } },
  ])('comes in batches bounded by $name', async ({ options }) => {
    const server = await start(options);
    publish(server, 'a', 'b', 'c', 'd', 'e');
    let cursor = `${server.hub.epoch}-0`;
    const batches: string[][] = [];
    for (let poll = 0; poll < 3; poll++) {
      const batch = readBatch(await sendRequest(server, 'GET', `/long-poll?cursor=${cursor}`));
      batches.push(batch.messages);
      ({ cursor } = batch);
    }
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(server.readStats().counters.delivered).toBe(5);
  });
});

describe('refusing', () => {
  it.each(['cursor=x', 'cursor=EPOCH-0&hold=soon', 'cursor=EPOCH-0&hold=-1'])('%s', async (query) => {
    const server = await start();
    const answer = await sendRequest(server, 'GET', `/long-poll?${query.replace('EPOCH', server.hub.epoch)}`);
    expect(answer.status).toBe(400);
    expect(countHeld(server)).toBe(0);
  });

  it('counts connections, not polls, against the limit', async () => {
    const server = await start({ maxConnections: 1, retryUs: 500_000 });
    const first = new PollingClient(server);
    for (let poll = 0; poll < 3; poll++) expect((await first.get('/long-poll')).status).toBe(200);
    const refused = await sendRequest(server, 'GET', '/long-poll');
    expect([refused.status, refused.headers['retry-after'], refused.headers.connection]).toEqual([
      503,
      '1',
      'close',
    ]);
    expect(server.readStats()).toMatchObject({
      connections: 1,
      counters: { connectionsRejected: 1, polls: 3 },
    });
    first.close();
    await until(() => server.transport.connections === 0);
    expect((await sendRequest(server, 'GET', '/long-poll')).status).toBe(200);
  });
});

describe('ending', () => {
  it('forgets a poll whose client vanished', async () => {
    const server = await start();
    const raw = await RawConnection.get(server, `/long-poll?cursor=${server.hub.epoch}-0`);
    await until(() => countHeld(server) === 1);
    raw.socket.resetAndDestroy();
    await until(() => countHeld(server) === 0);
    publish(server, 'to nobody');
    expect(server.readStats()).toMatchObject({
      connections: 0,
      counters: { delivered: 0, connectionsClosed: 1 },
    });
  });

  it('answers the earlier of two polls on one connection', async () => {
    const server = await start();
    const target = `/long-poll?cursor=${server.hub.epoch}-0`;
    const raw = await RawConnection.get(server, target);
    await raw.get(target);
    await raw.waitFor('HTTP/1.1 204 ');
    expect(countHeld(server)).toBe(1);
    publish(server, 'for the later');
    await raw.waitFor('["for the later"]');
    raw.destroy();
  });

  it('answers held polls 204 and closes idle connections on a graceful stop', async () => {
    const server = await start();
    const held = await RawConnection.get(server, `/long-poll?cursor=${server.hub.epoch}-0`);
    const idle = await RawConnection.get(server, '/long-poll');
    await idle.waitFor('[]}');
    await until(() => countHeld(server) === 1);
    await server.stop();
    expect([await held.waitForEnd(), await idle.waitForEnd()]).toEqual(['end', 'end']);
    expect(held.text).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
    expect(held.text).toContain('\r\nConnection: close\r\n');
    expect(server.hub.subscribers).toBe(0);
  });

  it.each([
    { how: 'close', ended: 'end' },
    { how: 'reset', ended: 'ECONNRESET' },
  ])('disconnects exactly the share asked for by $how', async ({ how, ended }) => {
    const server = await start();
    const clients: RawConnection[] = [];
    for (let i = 0; i < 8; i++) {
      clients.push(await RawConnection.get(server, `/long-poll?cursor=${server.hub.epoch}-0`));
    }
    await until(() => countHeld(server) === 8);
    const answer = await sendRequest(server, 'POST', `/disconnect?share=0.25&how=${how}&seed=7`);
    expect(JSON.parse(answer.body)).toEqual({ disconnected: 2 });
    expect([countHeld(server), server.transport.connections]).toEqual([6, 6]);
    await until(() => clients.filter((client) => client.ended === ended).length === 2);
    for (const client of clients) client.destroy();
  });
});
