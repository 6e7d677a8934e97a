import { afterEach, describe, expect, it } from 'vitest';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { startTestServer, stopTestServers, until } from './testing/test-server.js';

afterEach(stopTestServers);

describe('a room', () => {
  it('hears what a member says, but for the member, and who comes and goes', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const anna = await RawConnection.get(server, '/sse?client=anna&room=r');
    await anna.waitFor('subscribed');
    const other = await RawConnection.get(server, '/sse?client=other&room=s');
    await other.waitFor('subscribed');
    const bert = await RawConnection.get(server, '/sse?client=bert&room=r');
    await anna.waitFor('sp1:join:bert');
    expect((await sendRequest(server, 'POST', '/chat?client=bert', { body: 'hello' })).status).toBe(204);
    await anna.waitFor('data: hello');
    bert.destroy();
    await anna.waitFor('sp1:leave:bert');
    expect([bert.text, other.text].filter((text) => /hello|sp1/.test(text))).toEqual([]);
    expect(server.readStats().counters).toMatchObject({ said: 1, heard: 1, presenceTold: 2 });
    anna.destroy();
    other.destroy();
  });

  it('is not told when a member comes back before it was seen to go', async () => {
    const server = await startTestServer({ transport: 'sse' });
    const anna = await RawConnection.get(server, '/sse?client=anna&room=r');
    await anna.waitFor('subscribed');
    const first = await RawConnection.get(server, '/sse?client=bert&room=r');
    await first.waitFor('subscribed');
    const second = await RawConnection.get(server, '/sse?client=bert&room=r');
    await second.waitFor('subscribed');
    first.destroy();
    await until(() => server.transport.connections === 2);
    expect(anna.text.match(/sp1/g)).toHaveLength(1);
    anna.destroy();
    second.destroy();
  });

  it.each([
    ['/chat', 400],
    ['/chat?client=nobody', 404],
  ])('POST %s is answered %i', async (path, status) => {
    const server = await startTestServer({ transport: 'long-poll' });
    expect((await sendRequest(server, 'POST', path, { body: 'x' })).status).toBe(status);
  });

  it('has a name of letters, digits and hyphens', async () => {
    const server = await startTestServer({ transport: 'long-poll' });
    expect((await sendRequest(server, 'GET', '/long-poll?client=a&room=R')).status).toBe(400);
  });
});
