import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MirroredHub } from './mirrored-hub.js';
import type { RunningServer } from './server.js';
import { sendRequest } from './testing/http-request.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';
import { WebSocketTestClient } from './testing/websocket-client.js';
import { UpstreamError } from './upstream.js';

afterEach(stopTestServers);

const startHub = (more = {}): Promise<RunningServer> => startTestServer({ transport: 'websocket', ...more });

describe('a server that mirrors a hub', () => {
  it('has its epoch, ids and messages: those of before it came, and each as it comes', async () => {
    const hub = await startHub({ historyMessages: 3 });
    publish(hub, 'a', 'b', 'c', 'd');
    const mirror = await startTestServer({ transport: 'short-poll', upstream: hub.url });
    const { epoch, newest, oldest } = mirror.hub;
    expect([epoch, newest, oldest]).toEqual([hub.hub.epoch, 4, 2]);
    publish(hub, 'e');
    await until(() => mirror.hub.newest === 5);
    const answer = await sendRequest(mirror, 'GET', `/short-poll?cursor=${epoch}-2`);
    expect(JSON.parse(answer.body)).toEqual({ cursor: `${epoch}-5`, gap: false, messages: ['c', 'd', 'e'] });
  });

  it('begins with nothing when nothing was published', async () => {
    const hub = await startHub();
    const mirror = await startTestServer({ transport: 'websocket', upstream: hub.url });
    const client = new WebSocketTestClient(mirror);
    await client.waitFor(1);
    publish(hub, 'first');
    await client.waitFor(2);
    expect(client.received[1]).toBe('first');
    client.ws.terminate();
  });

  it('takes no messages itself', async () => {
    const hub = await startHub();
    const mirror = await startTestServer({ transport: 'sse', upstream: hub.url });
    expect((await sendRequest(mirror, 'POST', '/publish', { body: 'x' })).status).toBe(421);
    expect(hub.hub.newest).toBe(0);
  });

  it('repeats a message under TLS', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'squall-upstream-'));
    const tls = { tls: true, tlsFile: join(folder, 'tls.pem') };
    const hub = await startHub(tls);
    const mirror = await startTestServer({ transport: 'sse', upstream: hub.url, ...tls });
    publish(hub, 'x');
    await until(() => mirror.hub.newest === 1);
    await rm(folder, { recursive: true });
  });

  it('goes on after its link was cut', async () => {
    const hub = await startHub();
    const mirror = await startTestServer({ transport: 'sse', upstream: hub.url });
    publish(hub, 'a');
    await until(() => mirror.hub.newest === 1);
    await sendRequest(hub, 'POST', '/disconnect?how=reset&share=1');
    publish(hub, 'b');
    await until(() => mirror.hub.newest === 2);
    publish(hub, 'c');
    await until(() => mirror.hub.newest === 3);
    expect(mirror.hub.collect(0, { messages: 9, bytes: 99 }).map(String)).toEqual(['a', 'b', 'c']);
  });

  it('says when the hub has come back as another one', async () => {
    const hub = await startHub();
    const mirror = await startTestServer({ transport: 'sse', upstream: hub.url });
    publish(hub, 'a');
    await until(() => mirror.hub.newest === 1);
    await hub.stop();
    const other = await startHub({ port: hub.port });
    publish(other, 'b');
    await expect(mirror.lost).rejects.toThrow(UpstreamError);
  });

  it('does not start without its hub', async () => {
    const hub = await startHub();
    await hub.stop();
    await expect(startTestServer({ transport: 'sse', upstream: hub.url })).rejects.toThrow(UpstreamError);
  });
});

describe('a client from a mirror that was further ahead', () => {
  const ahead = new MirroredHub({ messages: 10, bytes: 1000 }, { epoch: 'e', newest: 4, messages: [] });

  it('continues from its own cursor; others as everywhere', () => {
    expect(ahead.locate({ epoch: 'e', id: 6 })).toEqual({ from: 6, gap: false });
    expect(ahead.locate({ epoch: 'e', id: 4 })).toEqual({ from: 4, gap: false });
    expect(ahead.locate({ epoch: 'f', id: 6 })).toEqual({ from: 4, gap: true });
    expect(ahead.locate(undefined)).toEqual({ from: 4, gap: false });
  });

  it('is given nothing that it has already', async () => {
    const hub = await startHub();
    publish(hub, 'a');
    const stream = await startTestServer({ transport: 'websocket', upstream: hub.url });
    const client = new WebSocketTestClient(stream, `${hub.hub.epoch}-3`);
    await client.waitFor(1);
    publish(hub, 'b', 'c', 'd');
    await client.waitFor(2);
    expect(client.received).toEqual([
      { cursor: `${hub.hub.epoch}-3`, head: `${hub.hub.epoch}-1`, gap: false },
      'd',
    ]);
    client.ws.terminate();
  });
});
