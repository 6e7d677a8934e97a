import { afterEach, describe, expect, it } from 'vitest';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

const upgradeHeaders = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

describe('a server of several transports', () => {
  it('serves all of them on one port, from one history', async () => {
    const server = await startTestServer({ transport: 'websocket', also: ['sse', 'long-poll'] });
    const ws = await RawConnection.get(server, '/ws', ...upgradeHeaders);
    const sse = await RawConnection.get(server, '/sse');
    await ws.waitFor('"cursor"');
    await sse.waitFor('subscribed');
    expect(server.readStats().connections).toBe(2);
    publish(server, 'to all');
    await ws.waitFor('to all');
    await sse.waitFor('to all');
    const polled = await sendRequest(server, 'GET', `/long-poll?cursor=${server.hub.epoch}-0&wait=0`);
    expect(polled.body).toContain('to all');
    expect((await sendRequest(server, 'GET', '/short-poll')).status).toBe(404);
    ws.destroy();
    sse.destroy();
  });

  it('upgrades only where that leads somewhere', async () => {
    const server = await startTestServer({ transport: 'websocket', also: ['sse'] });
    const raw = await RawConnection.get(server, '/sse', ...upgradeHeaders);
    await raw.waitFor('HTTP/1.1 404 ');
    raw.destroy();
  });

  it('cuts a share of all connections, and ends them all when it stops', async () => {
    const server = await startTestServer({ transport: 'sse', also: ['long-poll', 'websocket'] });
    const ws = await RawConnection.get(server, '/ws', ...upgradeHeaders);
    const sse = await RawConnection.get(server, '/sse');
    await ws.waitFor('"cursor"');
    await sse.waitFor('subscribed');
    const cut = await sendRequest(server, 'POST', '/disconnect?share=0.5');
    expect(JSON.parse(cut.body)).toEqual({ disconnected: 1 });
    await until(() => server.readStats().connections === 1);
    await server.stop();
    await ws.waitForEnd();
    await sse.waitForEnd();
  });
});
