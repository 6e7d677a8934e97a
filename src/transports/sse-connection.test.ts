import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { until } from './testing/recording-handlers.js';
import { startScriptedHttp } from './testing/scripted-http.js';
import { TransportRig } from './testing/transport-rig.js';

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const plainHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n';
const notice =
  'event: subscribed\nid: abc-0\nretry: 1500\ndata: {"cursor":"abc-0","head":"abc-0","gap":false}\n\n';
const lastChunk = '0\r\n\r\n';

function chunk(body: string): string {
  return `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
}

/** Answers one request with `wire`, then does `then`, and returns what the connection came to. */
async function runToEnd(wire: string, then: (socket: Socket) => void = () => undefined, cursor?: string) {
  const requests: string[] = [];
  const server = await startScriptedHttp(({ request, socket }) => {
    requests.push(request);
    socket.write(wire);
    then(socket);
  });
  open.push(server);
  const rig = new TransportRig('sse', server.url);
  const { handlers, connection } = rig.open(cursor);
  await until(() => handlers.end !== undefined);
  await rig.finish();
  const { bytes } = rig.context;
  expect(rig.violations).toEqual([]);
  expect(unaccountedBytes(bytes)).toBe(0);
  expect(requests.length).toBe(1);
  expect(bytes.sent).toBe(requests[0]?.length);
  return { handlers, connection, bytes, request: requests[0] ?? '' };
}

describe('SseConnection', () => {
  it('splits the bytes of a whole life exactly', async () => {
    const message = 'id: abc-1\nevent: message\ndata: hello\n\n';
    const wire = head + chunk(notice) + chunk(message) + chunk(':\n\n') + chunk(message) + lastChunk;
    const { handlers, bytes } = await runToEnd(wire);
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'end of stream', retryAfterUs: 1_500_000 });
    expect(bytes).toEqual({
      received: wire.length,
      sent: bytes.sent,
      payload: 10,
      compression: 0,
      // Field names, separators and id line, and "26" CRLF CRLF around them.
      framing: 2 * (message.length - 5 + 6),
      heartbeats: 3 + 5,
      setup: bytes.sent + head.length + notice.length + 6 + lastChunk.length,
      requests: 0,
      emptyPolls: 0,
    });
  });

  it('counts the same, chunk framing apart, whether events share a chunk or are spread over several', async () => {
    const message = 'id: abc-1\nevent: message\ndata: hello\n\n';
    const whole = notice + message + message;
    const together = await runToEnd(head + chunk(whole) + lastChunk);
    const spread = await runToEnd(
      head + [...whole].map((character) => chunk(character)).join('') + lastChunk,
    );
    expect(together.bytes.framing).toBe(2 * (message.length - 5) + 2);
    // Each byte in a chunk of its own: 5 more bytes for each of an event's, payload included.
    expect(spread.bytes.framing).toBe(2 * (message.length - 5) + 2 * message.length * 5);
    expect(spread.handlers.messages).toEqual(together.handlers.messages);
  });

  it('sends Last-Event-ID when it resumes, and flags what came up to the head', async () => {
    const resumed = 'event: subscribed\nid: abc-5\ndata: {"cursor":"abc-5","head":"abc-7","gap":false}\n\n';
    const messages = [6, 7, 8].map((id) => chunk(`id: abc-${id}\ndata: x\n\n`)).join('');
    const wire = head + chunk(resumed) + messages + lastChunk;
    const second = await runToEnd(wire, undefined, 'abc-5');
    expect(second.request).toContain('\r\nlast-event-id: abc-5\r\n');
    expect(second.handlers.replayFlags).toEqual([true, true, false]);
    expect(second.connection.cursor).toBe('abc-8');
    const first = await runToEnd(wire);
    expect(first.request).not.toContain('last-event-id');
    expect(first.handlers.replayFlags).toEqual([false, false, false]);
  });

  it('reads a body that ends with the connection', async () => {
    const wire = `${plainHead}${notice}id: abc-1\ndata: x\n\n`;
    const { handlers } = await runToEnd(wire, (socket) => socket.end());
    expect(handlers.messages.length).toBe(1);
    expect(handlers.end).toMatchObject({ cause: 'closed', detail: 'end of stream' });
  });

  it('takes a chunked body without its end for a tear-down', async () => {
    const { handlers } = await runToEnd(head + chunk(notice), (socket) => socket.end());
    expect(handlers.end).toEqual({
      cause: 'reset',
      detail: 'stream ended early',
      retryAfterUs: 1_500_000,
    });
  });

  it('takes a broken chunk size for a failed handshake', async () => {
    const { handlers } = await runToEnd(`${head}${chunk(notice)}zz\r\n`);
    expect(handlers.end).toMatchObject({ cause: 'handshake' });
    expect(handlers.end?.detail).toContain('Invalid character in chunk size');
  });

  it.each([
    ['a stream that ends before the notice', lastChunk, 'end of stream'],
    ['a notice that is none', chunk('event: subscribed\ndata: hello\n\n'), 'not a subscribed notice'],
  ])('takes %s for a failed handshake', async (_name, body, detail) => {
    const { handlers, bytes } = await runToEnd(head + body);
    expect(handlers.subscribed).toBe(false);
    expect(handlers.end).toEqual({ cause: 'handshake', detail });
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });

  it('follows a later notice', async () => {
    const skip = 'event: subscribed\nid: abc-40\ndata: {"cursor":"abc-40","head":"abc-42","gap":true}\n\n';
    const { connection, handlers } = await runToEnd(head + chunk(notice) + chunk(skip) + lastChunk);
    expect(connection.cursor).toBe('abc-40');
    expect(handlers.messages).toEqual([]);
  });

  it('ignores events of types it does not know', async () => {
    const { handlers, bytes } = await runToEnd(
      head + chunk(notice) + chunk('event: x\ndata: y\n\n') + lastChunk,
    );
    expect(handlers.messages).toEqual([]);
    expect(bytes).toMatchObject({ payload: 0, framing: 18 + 6 });
  });
});
