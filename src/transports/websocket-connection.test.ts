import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { until } from './testing/recording-handlers.js';
import type { ScriptedServer } from './testing/scripted-server.js';
import {
  noticeFrame,
  noticeFrameBytes,
  startScriptedWebSocket,
  textFrame,
  upgradeResponseBytes,
} from './testing/scripted-websocket.js';
import { TransportRig } from './testing/transport-rig.js';
import type { WebSocketConnection } from './websocket-connection.js';

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

async function start(wire: Buffer, then?: (socket: Socket) => void): Promise<ScriptedServer> {
  const server = await startScriptedWebSocket(wire, then);
  open.push(server);
  return server;
}

/** Runs one connection until the server ends it, and returns what it came to. */
async function runToEnd(wire: Buffer, then?: (socket: Socket) => void, cursor?: string) {
  const server = await start(wire, then);
  const rig = new TransportRig('websocket', server.url);
  const { handlers, connection } = rig.open(cursor);
  await until(() => handlers.end !== undefined);
  await rig.finish();
  const { bytes } = rig.context;
  expect(rig.violations).toEqual([]);
  expect(unaccountedBytes(bytes)).toBe(0);
  return { handlers, connection, bytes };
}

function binary(header: string, payloadBytes: number): Buffer {
  return Buffer.concat([Buffer.from(header, 'hex'), Buffer.alloc(payloadBytes, 'x')]);
}

const ping = Buffer.from('8904deadbeef', 'hex');
const close1001 = Buffer.from('880203e9', 'hex');
const closeSilent = Buffer.from('8800', 'hex');

/** Ends the TCP connection once the client has answered the close frame, as RFC 6455 §7.1.1 wants the server to. */
function endAfterReply(socket: Socket): void {
  socket.on('data', (chunk) => {
    if (((chunk[0] ?? 0) & 0x0f) === 8 || chunk.includes(0x88)) socket.end();
  });
}

describe('WebSocketConnection', () => {
  it('splits the bytes of a whole life exactly', async () => {
    const wire = Buffer.concat([
      noticeFrame,
      binary('827d', 125),
      binary('827e007e', 126),
      ping,
      binary('827f0000000000010000', 65_536),
      close1001,
    ]);
    const { handlers, bytes } = await runToEnd(wire, endAfterReply);
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'close code 1001' });
    expect(handlers.messages.map((message) => message.payloadBytes)).toEqual([125, 126, 65_536]);
    const requestBytes = bytes.sent - (6 + 4) - (6 + 2);
    expect(bytes).toMatchObject({
      received: upgradeResponseBytes + wire.length,
      payload: 125 + 126 + 65_536,
      framing: 2 + 4 + 10,
      heartbeats: 2 + 4 + (6 + 4),
      setup: requestBytes + upgradeResponseBytes + noticeFrameBytes + 4 + (6 + 2),
      requests: 0,
      emptyPolls: 0,
    });
  });

  it('answers a close frame without a code in kind', async () => {
    const { handlers, bytes } = await runToEnd(Buffer.concat([noticeFrame, closeSilent]), endAfterReply);
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'close code 1005' });
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });

  it('reads fragmented messages, a ping between the fragments', async () => {
    const fragments = Buffer.concat([binary('0203', 3), ping, binary('0002', 2), binary('8001', 1)]);
    const { handlers, bytes } = await runToEnd(
      Buffer.concat([noticeFrame, fragments, close1001]),
      endAfterReply,
    );
    expect(handlers.messages.map((message) => message.payloadBytes)).toEqual([6]);
    expect(bytes).toMatchObject({ payload: 6, framing: 6, heartbeats: 16 });
  });

  it('counts on from a later notice', async () => {
    const skip = textFrame('{"cursor":"abc-40","head":"abc-42","gap":true}');
    const wire = [noticeFrame, binary('8201', 1), skip, binary('8201', 1), close1001];
    const { handlers, connection } = await runToEnd(Buffer.concat(wire), endAfterReply);
    expect(connection.cursor).toBe('abc-41');
    expect(handlers.replayFlags).toEqual([false, false]);
  });

  it('flags messages up to the head of a resumed stream', async () => {
    const notice = textFrame('{"cursor":"abc-5","head":"abc-7","gap":false}');
    const one = binary('8201', 1);
    const wire = Buffer.concat([notice, one, one, one, close1001]);
    const resumed = await runToEnd(wire, endAfterReply, 'abc-5');
    expect(resumed.handlers.replayFlags).toEqual([true, true, false]);
    const first = await runToEnd(wire, endAfterReply);
    expect(first.handlers.replayFlags).toEqual([false, false, false]);
  });

  it.each([
    ['a frame with a reserved opcode', '8300', 'WS_ERR_INVALID_OPCODE'],
    ['a masked frame', '828100000000ff', 'WS_ERR_UNEXPECTED_MASK'],
  ])('ends at %s with a close frame of its own', async (_name, frame, detail) => {
    const wire = Buffer.concat([noticeFrame, Buffer.from(frame, 'hex')]);
    const { handlers, bytes } = await runToEnd(wire, endAfterReply);
    expect(handlers.end).toEqual({ cause: 'handshake', detail });
    expect(bytes.setup).toBe(bytes.sent + upgradeResponseBytes + noticeFrameBytes);
  });

  it.each([
    ['a first text frame that is no notice', textFrame('hello'), 'not a subscribed notice'],
    ['a message before the notice', binary('8201', 1), 'message before the subscribed notice'],
    ['a close frame before the notice', close1001, 'close code 1001'],
  ])('takes %s for a failed handshake', async (_name, wire, detail) => {
    const { handlers } = await runToEnd(wire, endAfterReply);
    expect(handlers.subscribed).toBe(false);
    expect(handlers.end).toEqual({ cause: 'handshake', detail });
  });

  it('takes a FIN without a close frame for a tear-down', async () => {
    const { handlers } = await runToEnd(noticeFrame, (socket) => socket.end());
    expect(handlers.end).toEqual({ cause: 'reset', detail: 'stream ended early' });
  });

  it('delivers and counts everything that came before a FIN', async () => {
    const many = Array.from({ length: 30 }, () => binary('827f0000000000011170', 70_000));
    const { handlers, bytes } = await runToEnd(Buffer.concat([noticeFrame, ...many]), (socket) =>
      socket.end(),
    );
    expect(handlers.messages.length).toBe(30);
    expect(bytes).toMatchObject({ payload: 30 * 70_000, framing: 30 * 10 });
  });

  it('delivers and counts what a paused socket had not read when a RST closed it', async () => {
    const server = await start(noticeFrame);
    const rig = new TransportRig('websocket', server.url);
    const { handlers, connection } = rig.open();
    await until(() => handlers.subscribed);
    // ws pauses its socket by itself while its receiver is full, but never for long enough to test.
    const { stream } = connection as WebSocketConnection;
    stream.pause();
    const frame = binary('827e03e8', 1000);
    server.sockets[0]?.write(Buffer.concat([frame, frame, frame]));
    await until(() => stream.readableLength === 3 * frame.length);
    server.sockets[0]?.resetAndDestroy();
    await until(() => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toEqual({ cause: 'reset', detail: 'ECONNRESET' });
    expect(handlers.messages.length).toBe(3);
    expect(rig.violations).toEqual([]);
    expect(rig.context.bytes).toMatchObject({ payload: 3000, framing: 12 });
    expect(unaccountedBytes(rig.context.bytes)).toBe(0);
  });

  it('sends a close frame of 8 bytes when closed, and waits for the reply', async () => {
    const server = await start(noticeFrame, (socket) => {
      socket.on('data', () => socket.end(Buffer.from('880203e8', 'hex')));
    });
    const rig = new TransportRig('websocket', server.url);
    const { handlers, connection } = rig.open();
    await until(() => handlers.subscribed);
    const requestBytes = server.sockets[0]?.bytesRead ?? 0;
    connection.close('close');
    await rig.finish();
    expect(rig.context.bytes).toMatchObject({
      sent: requestBytes + 8,
      received: upgradeResponseBytes + noticeFrameBytes + 4,
    });
    expect(rig.context.bytes.setup).toBe(rig.context.bytes.sent + rig.context.bytes.received);
  });

  it('destroys the socket of a server that does not answer its close frame', async () => {
    const server = await start(noticeFrame, (socket) => socket.resume());
    const rig = new TransportRig('websocket', server.url);
    const { handlers, connection } = rig.open();
    await until(() => handlers.subscribed);
    connection.close('close');
    await rig.transport.settle(30_000);
    expect(unaccountedBytes(rig.context.bytes)).toBe(0);
    await until(() => server.sockets[0]?.closed === true);
  });
});
