import { afterEach, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../servers/server.js';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { RecordingHandlers, until } from './testing/recording-handlers.js';
import { TransportRig } from './testing/transport-rig.js';

let server: RunningServer | undefined;
afterEach(() => server?.stop());

const handlers = { onEcho: () => undefined, onUplink: () => undefined, onEchoRefused: () => undefined };

/** Client and server as they are, twelve messages acknowledged one by one, and where the bytes of that went. */
async function acknowledge(transport: 'websocket' | 'sse', tls: boolean) {
  server = await startServer({ transport, tls });
  const rig = new TransportRig(transport, server.url, { certificate: server.certificate });
  const recording = new RecordingHandlers();
  const echo = { id: 'a', uplinkAddress: undefined, handlers, purpose: 'acks', query: 'acks=1' } as const;
  const request = { client: 0, cursor: undefined, localAddress: undefined, echo };
  const connection = rig.transport.connect(request, recording);
  await until(() => recording.subscribed);
  const said: string[] = [];
  for (let id = 1; id <= 12; id++) {
    server.hub.publish(Buffer.from(`message ${id}`));
    await until(() => recording.messages.length === id);
    said.push(`one ${connection.cursor}`);
    expect(connection.send(said.at(-1) ?? '')).toBe(true);
  }
  await until(() => server?.readStats().counters.acknowledged === 12);
  connection.close('close');
  await rig.finish();
  return { bytes: rig.context.bytes, said };
}

it.each([false, true])('acknowledgements on WebSocket, TLS %s, are requests to the byte', async (tls) => {
  const { bytes, said } = await acknowledge('websocket', tls);
  // RFC 6455 §5.2: 2 bytes of header and 4 of mask.
  expect(bytes.requests).toBe(said.reduce((sum, text) => sum + 6 + text.length, 0));
  expect(unaccountedBytes(bytes)).toBe(0);
});

it.each([false, true])('acknowledgements beside SSE, TLS %s, have no payload', async (tls) => {
  const { bytes, said } = await acknowledge('sse', tls);
  expect(bytes.payload).toBe(said.reduce((sum, _, at) => sum + `message ${at + 1}`.length, 0));
  expect(bytes.requests).toBeGreaterThan(said.join('').length);
  expect(unaccountedBytes(bytes)).toBe(0);
});
