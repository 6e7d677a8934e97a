import { afterEach, describe, expect, it } from 'vitest';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { until } from './testing/recording-handlers.js';
import { startScriptedHttp } from './testing/scripted-http.js';
import type { ScriptedServer } from './testing/scripted-server.js';
import { acceptKey, noticeFrame } from './testing/scripted-websocket.js';
import { TransportRig } from './testing/transport-rig.js';
import type { ConnectionEnd } from './transport.js';

const open: ScriptedServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

interface Answer {
  readonly name: string;
  /** Status line and fields; `ACCEPT` stands for the right key. */
  readonly head: readonly string[];
  readonly end: ConnectionEnd;
}

function upgrade(name: string, detail: string, ...fields: readonly string[]): Answer {
  return { name, head: ['HTTP/1.1 101 Switching Protocols', ...fields], end: { cause: 'handshake', detail } };
}

function refusal(status: number, end: ConnectionEnd, ...fields: readonly string[]): Answer {
  return { name: `status ${status}`, head: [`HTTP/1.1 ${status} No`, 'Content-Length: 0', ...fields], end };
}

function refused(status: number, ...fields: readonly string[]): Answer {
  return refusal(status, { cause: 'handshake', detail: `status ${status}` }, ...fields);
}

const switching = ['Connection: Upgrade', 'Upgrade: websocket'];
const accepting = [...switching, 'Sec-WebSocket-Accept: ACCEPT'];

/** What a client must check (RFC 6455 §4.1). */
const answers: readonly Answer[] = [
  upgrade(
    'no Upgrade field',
    'Invalid Upgrade header',
    'Connection: Upgrade, x',
    'Upgrade: x',
    'Sec-WebSocket-Accept: ACCEPT',
  ),
  upgrade('no Sec-WebSocket-Accept', 'Invalid Sec-WebSocket-Accept header', ...switching),
  upgrade(
    'the wrong key',
    'Invalid Sec-WebSocket-Accept header',
    ...switching,
    'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  ),
  upgrade(
    'an extension that was not asked for',
    'Server sent a Sec-WebSocket-Extensions header but no extension was requested',
    ...accepting,
    'Sec-WebSocket-Extensions: permessage-deflate',
  ),
  upgrade(
    'a subprotocol that was not asked for',
    'Server sent a subprotocol but none was requested',
    ...accepting,
    'Sec-WebSocket-Protocol: chat',
  ),
  ...[200, 204, 400, 401, 403, 404, 426, 500].map((status) => refused(status)),
  // A browser fails the connection too: fetch's redirect mode is "error" here (WHATWG WebSockets §3.1).
  ...[301, 302, 303, 307, 308].map((status) => refused(status, 'Location: /ws')),
  refusal(503, { cause: 'unavailable', detail: 'status 503', retryAfterUs: 4_000_000 }, 'Retry-After: 4'),
];

async function answerWith(head: readonly string[]) {
  const server = await startScriptedHttp(({ request, socket }) => {
    const text = `${head.join('\r\n')}\r\n\r\n`.replace('ACCEPT', acceptKey(request));
    socket.write(
      Buffer.concat([Buffer.from(text), head[0]?.includes(' 101 ') ? noticeFrame : Buffer.alloc(0)]),
    );
  });
  open.push(server);
  const rig = new TransportRig('websocket', server.url);
  const { handlers } = rig.open();
  await until(() => handlers.subscribed || handlers.end !== undefined);
  await rig.finish();
  expect(rig.violations).toEqual([]);
  expect(unaccountedBytes(rig.context.bytes)).toBe(0);
  return { handlers, bytes: rig.context.bytes };
}

describe('the answer to a WebSocket upgrade', () => {
  it('with all that is asked for opens the connection, whatever the case of its fields', async () => {
    const head = [
      'HTTP/1.1 101 x',
      'connection: keep-alive, upgrade',
      'upgrade: WebSocket',
      'sec-websocket-accept: ACCEPT',
    ];
    const { handlers } = await answerWith(head);
    expect(handlers.subscribed).toBe(true);
  });

  it.each(answers)('with $name does not', async ({ head, end }) => {
    const { handlers, bytes } = await answerWith(head);
    expect(handlers.end).toEqual(end);
    expect(handlers.subscribed).toBe(false);
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });
});
