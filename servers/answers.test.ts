import { afterEach, describe, expect, it } from 'vitest';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

const wish = 'tokens=3&rate=200&bytes=17&think=0';
const event = (index: number): string => `id: ${index}\ndata: 0:${index}:xxxxxxxxxxxxx\n\n`;
const end = 'data: [DONE]\n\n';

describe('POST /tokens', () => {
  it('streams an answer token by token, ended by its mark', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const answer = await sendRequest(server, 'POST', `/tokens?client=a&prompt=0&${wish}`, { body: 'why?' });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(answer.body).toBe(event(0) + event(1) + event(2) + end);
    expect(server.readStats().counters).toMatchObject({ answersBegun: 1, answersResumed: 0, tokens: 3 });
  });

  it('goes on after the token that Last-Event-ID names, with what was made meanwhile', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const path = '/tokens?client=a&prompt=0&tokens=3&rate=20&bytes=17&think=0';
    const first = await RawConnection.open(server);
    first.socket.write(`POST ${path} HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\nx`);
    await first.waitFor('id: 0');
    first.destroy();
    await until(() => server.readStats().connections === 0);
    const rest = await sendRequest(server, 'POST', path, { body: 'x', headers: { 'Last-Event-ID': '0' } });
    expect(rest.body).toBe(event(1) + event(2) + end);
    const all = await sendRequest(server, 'POST', path, { body: 'x' });
    expect(all.body).toBe(event(0) + event(1) + event(2) + end);
    expect(server.readStats().counters).toMatchObject({ answersBegun: 1, answersResumed: 2 });
  });

  it('answers anew what it knows nothing of, but for what the client has', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const headers = { 'Last-Event-ID': '1' };
    const path = `/tokens?client=a&prompt=0&${wish}`;
    expect((await sendRequest(server, 'POST', path, { body: 'x', headers })).body).toBe(event(2) + end);
    expect(server.readStats().counters).toMatchObject({ answersBegun: 1, answersResumed: 0 });
  });

  it.each([
    [`/tokens?prompt=0&${wish}`, {}, 400],
    ['/tokens?client=a&prompt=0', {}, 400],
    [`/tokens?client=a&prompt=0&${wish.replace('17', '16')}`, {}, 400],
    [`/tokens?client=a&prompt=0&${wish.replace('rate=200', 'rate=0')}`, {}, 400],
    [`/tokens?client=a&prompt=0&${wish}`, { 'Last-Event-ID': 'e-1' }, 400],
  ])('%s with %j is answered %i', async (path, headers, status) => {
    const server = await startTestServer({ transport: 'sse' });
    expect((await sendRequest(server, 'POST', path, { body: 'x', headers })).status).toBe(status);
  });
});

it('says that it is there before anybody asks, and counts who asks', async () => {
  const server = await startTestServer({ transport: 'sse' });
  const connection = await RawConnection.get(server, '/tokens/ready');
  await connection.waitFor('204');
  expect(server.readStats().connections).toBe(1);
  connection.destroy();
  await until(() => server.readStats().connections === 0);
});
