import { describe, expect, it, onTestFinished } from 'vitest';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { until } from './testing/recording-handlers.js';
import { noticeFrame, readClientFrames, startScriptedWebSocket } from './testing/scripted-websocket.js';
import { TransportRig } from './testing/transport-rig.js';

const emptyPong = Buffer.of(0x8a, 0);

/** A client with pings every 30 ms, and a server that answers as many of them as are told. */
async function pingServer(answered: number) {
  const heard: Buffer[] = [];
  const frames = (): string[] => readClientFrames(Buffer.concat(heard));
  const server = await startScriptedWebSocket(noticeFrame, (socket) => {
    socket.on('data', (chunk) => {
      heard.push(chunk);
      const pings = frames().filter((frame) => frame === '89').length;
      if (chunk.length > 0 && pings <= answered) socket.write(emptyPong);
    });
  });
  onTestFinished(() => server.stop());
  const rig = new TransportRig('websocket', server.url, {
    heartbeat: { everyUs: 30_000, timeoutUs: 30_000 },
  });
  const { handlers, connection } = rig.open();
  return { rig, handlers, connection, frames };
}

describe('pings of a WebSocket client', () => {
  it('are empty frames, answered or else the connection is given up; both ways they are heartbeats', async () => {
    const { rig, handlers, frames } = await pingServer(2);
    await until(() => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toEqual({ cause: 'heartbeat', detail: 'no pong within 30000 us' });
    // No close frame: whoever does not answer would not read it.
    expect(frames()).toEqual(['89', '89', '89']);
    const { bytes } = rig.context;
    // RFC 6455 §5.2: a masked empty frame takes 2 + 4 bytes, one that is not masked 2.
    expect({ heartbeats: bytes.heartbeats, unaccounted: unaccountedBytes(bytes) }).toEqual({
      heartbeats: 3 * 6 + 2 * 2,
      unaccounted: 0,
    });
    expect(rig.context.due.size).toBe(0);
  });

  it('end with the connection', async () => {
    const { rig, handlers, connection, frames } = await pingServer(1);
    await until(() => frames().includes('89'));
    connection.close('reset');
    expect(handlers.end).toMatchObject({ cause: 'local' });
    expect(rig.context.due.size).toBe(0);
    await rig.finish();
  });
});
