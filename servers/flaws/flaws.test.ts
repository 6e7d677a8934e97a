import { afterEach, describe, expect, it } from 'vitest';
import { hostClock } from '../../src/system/clock.js';
import type { FlawSettings } from '../../src/wire/flaws.js';
import type { RunningServer } from '../server.js';
import { sendRequest } from '../testing/http-request.js';
import { RawConnection } from '../testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from '../testing/test-server.js';
import { WebSocketTestClient } from '../testing/websocket-client.js';

afterEach(stopTestServers);

type Transport = Parameters<typeof startTestServer>[0]['transport'];

function startFlawed(transport: Transport, ...flaws: FlawSettings[]): Promise<RunningServer> {
  return startTestServer({ transport, flaws });
}

/** Publishes as a publisher does; the history is behind the flaws. */
async function post(server: RunningServer, ...texts: string[]): Promise<void> {
  for (const text of texts) await sendRequest(server, 'POST', '/publish', { body: text });
}

async function poll(server: RunningServer, query: string): Promise<{ cursor: string; messages: string[] }> {
  const { body } = await sendRequest(server, 'GET', `/short-poll?${query}`);
  return JSON.parse(body) as { cursor: string; messages: string[] };
}

/** All payloads that an event stream brought. */
function listData(text: string): string[] {
  return [...text.matchAll(/event: message\ndata: (.*)\n/g)].map(([, data]) => data as string);
}

const upgrade = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('drop-every', () => {
  it('gives every n-th message to nobody, live or as replay, while ids count on', async () => {
    const server = await startFlawed('sse', { kind: 'drop-every', every: 2 });
    const live = await RawConnection.get(server, '/sse');
    await live.waitFor('"gap":false}');
    await post(server, 'a', 'b', 'c', 'd', 'e');
    await live.waitFor('data: e');
    expect(listData(live.text)).toEqual(['a', 'c', 'e']);
    expect(live.text).toContain(`id: ${server.hub.epoch}-5\nevent: message\ndata: e`);
    const late = await RawConnection.get(server, `/sse?cursor=${server.hub.epoch}-0`);
    await late.waitFor('data: e');
    expect(listData(late.text)).toEqual(['a', 'c', 'e']);
    expect(server.readStats().counters.delivered).toBe(6);
  });

  it('is in no batch of a poll, whose cursor passes over it', async () => {
    const server = await startFlawed('short-poll', { kind: 'drop-every', every: 2 });
    await post(server, 'a', 'b');
    const { epoch } = server.hub;
    expect(await poll(server, `cursor=${epoch}-0`)).toEqual({
      cursor: `${epoch}-2`,
      gap: false,
      messages: ['a'],
    });
    expect(await poll(server, `cursor=${epoch}-1`)).toEqual({
      cursor: `${epoch}-2`,
      gap: false,
      messages: [],
    });
  });
});

it('drop-one keeps one message from the connection opened first', async () => {
  const server = await startFlawed('sse', { kind: 'drop-one', message: 2 });
  const first = await RawConnection.get(server, '/sse');
  await first.waitFor('"gap":false}');
  const second = await RawConnection.get(server, '/sse');
  await second.waitFor('"gap":false}');
  await post(server, 'a', 'b', 'c');
  await Promise.all([first.waitFor('data: c'), second.waitFor('data: c')]);
  expect([listData(first.text), listData(second.text)]).toEqual([
    ['a', 'c'],
    ['a', 'b', 'c'],
  ]);
});

describe('what enters the history', () => {
  async function collect(flaw: FlawSettings, ...texts: string[]): Promise<string[]> {
    const server = await startFlawed('short-poll', flaw);
    await post(server, ...texts);
    return server.hub.collect(0, { messages: 100, bytes: 1000 }).map(String);
  }

  it('duplicate-every publishes every n-th twice', async () => {
    const history = await collect({ kind: 'duplicate-every', every: 2 }, 'a', 'b', 'c', 'd');
    expect(history).toEqual(['a', 'b', 'b', 'c', 'd', 'd']);
  });

  it('swap-every publishes every n-th after its successor', async () => {
    const history = await collect({ kind: 'swap-every', every: 2 }, 'a', 'b', 'c', 'd', 'e');
    expect(history).toEqual(['a', 'c', 'b', 'e', 'd']);
  });

  it('swap-every lets the last one go when no successor comes', async () => {
    const server = await startFlawed('short-poll', { kind: 'swap-every', every: 2 });
    await post(server, 'a', 'b');
    expect(server.hub.newest).toBe(1);
    await until(() => server.hub.newest === 2);
  });

  it('delay answers the publisher at once and publishes later, in order', async () => {
    const server = await startFlawed('short-poll', { kind: 'delay', byUs: 100_000 });
    const answer = await sendRequest(server, 'POST', '/publish', { body: 'a' });
    expect([answer.status, (JSON.parse(answer.body) as { id: number }).id]).toEqual([200, 1]);
    await post(server, 'b');
    await until(() => server.hub.newest === 2);
    expect(server.hub.collect(0, { messages: 9, bytes: 99 }).map(String)).toEqual(['a', 'b']);
  });
});

it.each(['slow-handshake', 'busy-handshake'] as const)(
  '%s keeps every new connection waiting',
  async (kind) => {
    const server = await startFlawed('short-poll', { kind, byUs: 30_000 });
    const beganUs = hostClock.nowUs();
    for (let connection = 0; connection < 3; connection++) await poll(server, '');
    expect(hostClock.nowUs() - beganUs).toBeGreaterThanOrEqual(3 * 30_000);
  },
);

it('split-bytes sends the same bytes, one at a time', async () => {
  const server = await startFlawed('websocket', { kind: 'split-bytes' });
  const raw = await RawConnection.get(server, '/ws', ...upgrade);
  await raw.waitFor('"gap":false}');
  const before = raw.bytes.length;
  await post(server, 'hello');
  await raw.waitFor('hello', before);
  expect(raw.bytes.subarray(before).toString('hex')).toBe('820568656c6c6f');
});

it('coalesce holds bytes back and loses none', async () => {
  const server = await startFlawed('websocket', { kind: 'coalesce', byUs: 50_000 });
  const raw = await RawConnection.get(server, '/ws', ...upgrade);
  await raw.waitFor('"gap":false}');
  const before = raw.bytes.length;
  await post(server, 'a', 'b');
  await raw.waitFor('b', before);
  expect(raw.bytes.subarray(before).toString('hex')).toBe('820161820162');
});

it('mixed-line-ends ends lines in CR, LF, CRLF, and in all of them', async () => {
  const server = await startFlawed('sse', { kind: 'mixed-line-ends' });
  const raw = await RawConnection.get(server, '/sse');
  await raw.waitFor('"gap":false}');
  await post(server, 'a', 'b', 'c', 'd');
  await raw.waitFor('data: d\r\r\r\n');
  const { epoch } = server.hub;
  // 39 bytes of text and four line ends: `id: ` and 10 of id, `event: message`, `data: a`.
  const text = (id: number, data: string, ends: string[]) =>
    [`id: ${epoch}-${id}`, ends[0], 'event: message', ends[1], `data: ${data}`, ends[2], ends[3]].join('');
  expect(raw.text).toMatch(/\r\n\r\n[0-9a-f]+\r\nevent: subscribed\rid: /);
  expect(raw.text).toContain(`27\r\n${text(1, 'a', ['\n', '\n', '\n', '\n'])}\r\n`);
  expect(raw.text).toContain(`2b\r\n${text(2, 'b', ['\r\n', '\r\n', '\r\n', '\r\n'])}\r\n`);
  expect(raw.text).toContain(`28\r\n${text(3, 'c', ['\r', '\r\n', '\n', '\r'])}\r\n`);
  expect(raw.text).toContain(`27\r\n${text(4, 'd', ['\r', '\r', '\r', '\r'])}\r\n`);
});

it('fragment sends parts of a message with a ping before each but the first', async () => {
  const server = await startFlawed('websocket', { kind: 'fragment', parts: 3 });
  const raw = await RawConnection.get(server, '/ws', ...upgrade);
  await raw.waitFor('"gap":false}');
  const before = raw.bytes.length;
  await post(server, 'hello');
  await until(() => raw.bytes.length >= before + 15);
  expect(raw.bytes.subarray(before).toString('hex')).toBe(
    '020168' + '8900' + '0002656c' + '8900' + '80026c6f',
  );
});

describe('cut-message', () => {
  it('sends half a frame and closes; the next connection gets it whole', async () => {
    const server = await startFlawed('websocket', { kind: 'cut-message', message: 2 });
    const raw = await RawConnection.get(server, '/ws', ...upgrade);
    await raw.waitFor('"gap":false}');
    const before = raw.bytes.length;
    await post(server, 'hello', 'world');
    expect(await raw.waitForEnd()).toBe('end');
    expect(raw.bytes.subarray(before).toString('hex')).toBe('820568656c6c6f' + '820577');
    const next = new WebSocketTestClient(server, `${server.hub.epoch}-1`);
    await next.waitFor(2);
    expect(next.received[1]).toBe('world');
    next.ws.close();
  });

  it('breaks off the answer of a poll within the message', async () => {
    const server = await startFlawed('short-poll', { kind: 'cut-message', message: 1 });
    await post(server, '0123456789');
    const raw = await RawConnection.get(server, `/short-poll?cursor=${server.hub.epoch}-0`);
    await raw.waitForEnd();
    expect(raw.text).toMatch(/Content-Length: 61\r\n/);
    expect(raw.text).toMatch(/"messages":\["01234567$/);
    const { messages } = await poll(server, `cursor=${server.hub.epoch}-0&wait=0`);
    expect(messages).toEqual(['0123456789']);
  });
});

describe.each([
  ['sse', '/sse', []],
  ['short-poll', '/short-poll', []],
  ['websocket', '/ws', upgrade],
] as const)('answers of %s', (transport, path, headers) => {
  it('wrong-content-type is 200 with a page, for the first connections only', async () => {
    const server = await startFlawed(transport, { kind: 'wrong-content-type', connections: 1 });
    const first = await RawConnection.get(server, path, ...headers);
    await first.waitForEnd();
    expect(first.text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/html\r\nContent-Length: 37\r\n/);
    expect(first.text).toMatch(/\r\n\r\n<!doctype html><title>Welcome<\/title>$/);
    const second = await RawConnection.get(server, path, ...headers);
    await second.waitFor('"gap":false');
    second.destroy();
  });

  it('no-answer says nothing on the first connections, and the second is served meanwhile', async () => {
    const server = await startFlawed(transport, { kind: 'no-answer', connections: 1 });
    const first = await RawConnection.get(server, path, ...headers);
    // The server has read the first request before it meets the second connection.
    await until(() => first.socket.bytesWritten > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await RawConnection.get(server, path, ...headers);
    await second.waitFor('"gap":false');
    expect([first.text, first.ended]).toEqual(['', undefined]);
    first.destroy();
    second.destroy();
  });
});

describe('resuming', () => {
  it.each([
    ['websocket', '/ws?cursor=E-3', upgrade],
    ['sse', '/sse?cursor=E-3', []],
    ['sse', '/sse', ['Last-Event-ID: E-3']],
    ['long-poll', '/long-poll?cursor=E-3&wait=0', []],
    ['short-poll', '/short-poll?cursor=E-3&wait=0', []],
  ] as const)('replay-extra starts so many before the cursor: %s %s', async (transport, path, headers) => {
    const server = await startFlawed(transport, { kind: 'replay-extra', messages: 2 });
    publish(server, 'm1', 'm2', 'm3', 'm4');
    const fill = (text: string): string => text.replace('E-', `${server.hub.epoch}-`);
    const raw = await RawConnection.get(server, fill(path), ...headers.map(fill));
    await raw.waitFor('m4');
    expect([1, 2, 3, 4].filter((id) => new RegExp(`\\bm${id}\\b`).test(raw.text))).toEqual([2, 3, 4]);
    raw.destroy();
  });

  it('ignore-cursor starts at the newest', async () => {
    const server = await startFlawed('short-poll', { kind: 'ignore-cursor' });
    publish(server, 'm1', 'm2');
    const { epoch } = server.hub;
    expect((await poll(server, `cursor=${epoch}-0&wait=0`)).messages).toEqual([]);
    // A poll that goes on is no resume.
    expect((await poll(server, `cursor=${epoch}-0`)).messages).toEqual(['m1', 'm2']);
  });
});
