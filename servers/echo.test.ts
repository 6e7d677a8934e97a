import { afterEach, describe, expect, it } from 'vitest';
import { PollingClient, sendRequest } from './testing/http-request.js';
import { publish, startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

describe('POST /echo', () => {
  it('gives a poll what its client posted, and nobody else', async () => {
    const server = await startTestServer({ transport: 'short-poll' });
    const [anna, bert] = [new PollingClient(server), new PollingClient(server)];
    const start = JSON.parse((await anna.get('/short-poll?client=anna')).body) as { cursor: string };
    await bert.get('/short-poll?client=bert');
    const posted = await sendRequest(server, 'POST', '/echo?client=anna', { body: 'hello "you"' });
    expect([posted.status, posted.body]).toEqual([204, '']);
    expect((await bert.get(`/short-poll?cursor=${start.cursor}&client=bert`)).status).toBe(204);
    const answer = await anna.get(`/short-poll?cursor=${start.cursor}&client=anna`);
    expect(JSON.parse(answer.body)).toEqual({
      cursor: start.cursor,
      gap: false,
      messages: [],
      echoes: ['hello "you"'],
    });
    expect((await anna.get(`/short-poll?cursor=${start.cursor}&client=anna`)).status).toBe(204);
    anna.close();
    bert.close();
  });

  it('answers a long poll that waits, and goes out with messages when there are some', async () => {
    const server = await startTestServer({ transport: 'long-poll' });
    const client = new PollingClient(server);
    const { cursor } = JSON.parse((await client.get('/long-poll?client=a')).body) as { cursor: string };
    const held = client.get(`/long-poll?cursor=${cursor}&client=a`);
    await until(() => server.readStats().counters.polls === 2);
    await sendRequest(server, 'POST', '/echo?client=a', { body: 'one' });
    expect(JSON.parse((await held).body)).toMatchObject({ messages: [], echoes: ['one'] });
    await sendRequest(server, 'POST', '/echo?client=a', { body: 'two' });
    publish(server, 'news');
    const answer = await client.get(`/long-poll?cursor=${cursor}&client=a`);
    expect(JSON.parse(answer.body)).toMatchObject({ messages: ['news'], echoes: ['two'] });
    client.close();
  });

  it.each([
    ['/echo', 400],
    ['/echo?client=', 400],
    ['/echo?client=Anna%20B', 400],
    [`/echo?client=${'a'.repeat(65)}`, 400],
    ['/echo?client=nobody', 404],
  ])('answers %s with %i', async (path, status) => {
    const server = await startTestServer({ transport: 'sse' });
    expect((await sendRequest(server, 'POST', path, { body: 'x' })).status).toBe(status);
    expect(server.readStats().counters.echoed).toBe(0);
  });

  it('answers 503 when more waits for a client than there is room for', async () => {
    const server = await startTestServer({ transport: 'short-poll', bufferBytes: 10 });
    const client = new PollingClient(server);
    await client.get('/short-poll?client=a');
    const statuses: number[] = [];
    for (const body of ['1234567890', 'x'])
      statuses.push((await sendRequest(server, 'POST', '/echo?client=a', { body })).status);
    expect(statuses).toEqual([204, 503]);
    client.close();
  });

  it('does not know a client any more whose connection is gone', async () => {
    const server = await startTestServer({ transport: 'short-poll' });
    const client = new PollingClient(server);
    await client.get('/short-poll?client=a');
    client.close();
    await until(() => server.transport.connections === 0);
    expect((await sendRequest(server, 'POST', '/echo?client=a', { body: 'x' })).status).toBe(404);
  });
});
