import { afterEach, expect, it } from 'vitest';
import { PollingClient } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers } from './testing/test-server.js';

afterEach(stopTestServers);

it('answers every poll at once', async () => {
  const server = await startTestServer({ transport: 'short-poll' });
  const client = new PollingClient(server);
  const { epoch } = server.hub;
  const first = await client.get('/short-poll');
  expect(JSON.parse(first.body)).toEqual({ cursor: `${epoch}-0`, gap: false, messages: [] });
  expect((await client.get(`/short-poll?cursor=${epoch}-0`)).status).toBe(204);
  const unwaiting = await client.get(`/short-poll?cursor=${epoch}-0&wait=0`);
  expect([unwaiting.status, JSON.parse(unwaiting.body).messages]).toEqual([200, []]);
  publish(server, 'a', 'b');
  const news = await client.get(`/short-poll?cursor=${epoch}-0`);
  expect(JSON.parse(news.body)).toEqual({ cursor: `${epoch}-2`, gap: false, messages: ['a', 'b'] });
  expect(server.readStats()).toMatchObject({
    connections: 1,
    counters: { polls: 4, emptyPolls: 1, delivered: 2 },
  });
  client.close();
});

it('tells of a gap', async () => {
  const server = await startTestServer({ transport: 'short-poll', historyMessages: 1 });
  publish(server, 'a', 'b');
  const client = new PollingClient(server);
  const answer = await client.get(`/short-poll?cursor=${server.hub.epoch}-0`);
  expect(JSON.parse(answer.body)).toEqual({ cursor: `${server.hub.epoch}-2`, gap: true, messages: ['b'] });
  client.close();
});

it('closes idle connections on a graceful stop', async () => {
  const server = await startTestServer({ transport: 'short-poll' });
  const raw = await RawConnection.get(server, '/short-poll');
  await raw.waitFor('[]}');
  await server.stop();
  expect(await raw.waitForEnd()).toBe('end');
});
