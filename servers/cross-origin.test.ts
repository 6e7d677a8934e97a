import { afterEach, describe, expect, it } from 'vitest';
import { paths } from '../src/wire/protocol.js';
import { sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { startTestServer, stopTestServers } from './testing/test-server.js';

const page = 'http://dashboard.example';
const transports = ['sse', 'long-poll', 'short-poll'] as const;

afterEach(stopTestServers);

describe.each(transports)('%s', (transport) => {
  it('may be read by pages of any origin', async () => {
    const server = await startTestServer({ transport });
    const raw = await RawConnection.get(server, paths[transport], `Origin: ${page}`);
    await raw.waitFor('\r\n\r\n');
    expect(raw.text).toContain('Access-Control-Allow-Origin: *\r\n');
    expect(raw.text).toMatch(/^HTTP\/1\.1 200 /);
    raw.destroy();
  });

  it('sends not one byte of this to a client that is no browser', async () => {
    const server = await startTestServer({ transport });
    const raw = await RawConnection.get(server, paths[transport]);
    await raw.waitFor('\r\n\r\n');
    expect(raw.text.toLowerCase()).not.toContain('access-control');
    raw.destroy();
  });

  it('lets a page send the header that resumes', async () => {
    const server = await startTestServer({ transport });
    const headers = {
      Origin: page,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'last-event-id',
    };
    const answer = await sendRequest(server, 'OPTIONS', paths[transport], { headers });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': expect.stringContaining('Last-Event-ID'),
    });
    expect(server.transport.connections).toBe(0);
  });

  it('lets a page read why it was turned away and when to come back', async () => {
    const server = await startTestServer({ transport, maxConnections: 0 });
    const answer = await sendRequest(server, 'GET', paths[transport], { headers: { Origin: page } });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After',
    });
  });
});

describe('control requests', () => {
  const requests = [
    ['POST', '/publish'],
    ['GET', '/stats'],
    ['POST', '/disconnect?share=1'],
  ] as const;

  it.each(requests)('%s %s is refused to pages of another origin', async (method, path) => {
    const server = await startTestServer({ transport: 'sse' });
    for (const origin of [page, 'null']) {
      const answer = await sendRequest(server, method, path, { headers: { Origin: origin } });
      expect(answer.status).toBe(403);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(server.hub.newest).toBe(0);
    const preflight = { Origin: page, 'Access-Control-Request-Method': method };
    expect((await sendRequest(server, 'OPTIONS', path, { headers: preflight })).status).toBe(403);
  });

  it.each(requests)('%s %s is open to pages of its own origin, and without one', async (method, path) => {
    const server = await startTestServer({ transport: 'sse' });
    for (const headers of [{ Origin: server.url }, {}]) {
      expect((await sendRequest(server, method, path, { headers })).status).toBe(200);
    }
  });
});
