import { afterEach, describe, expect, it } from 'vitest';
import { Admission } from './admission.js';
import type { AdmissionOptions } from './server-options.js';
import { sendRequest } from './testing/http-request.js';
import { startTestServer, stopTestServers } from './testing/test-server.js';
import { WebSocketTestClient } from './testing/websocket-client.js';

afterEach(stopTestServers);

const standing = { nowUs: () => 0 };

function drawRetries(options: Partial<AdmissionOptions>, count: number): number[] {
  const settings = { ratePerSecond: 1, burst: 1, retryAfterUs: 2_000_000, jitter: 0, seed: 1, ...options };
  const admission = new Admission(settings, standing);
  expect(admission.judge()).toBeUndefined();
  return Array.from({ length: count }, () => (admission.judge() ?? Number.NaN) / 1e6);
}

describe('what those turned away are told', () => {
  it('is the same whole number of seconds for all without jitter', () => {
    expect(new Set(drawRetries({}, 100))).toEqual(new Set([2]));
  });

  it('is rounded up or down by chance, so that its mean is what was asked for', () => {
    const retries = drawRetries({ retryAfterUs: 2_300_000 }, 10_000);
    expect(new Set(retries)).toEqual(new Set([2, 3]));
    // The mean of 10,000 draws of a 30 % chance has a standard deviation of 0.0046.
    expect(retries.reduce((sum, seconds) => sum + seconds, 0) / retries.length).toBeCloseTo(2.3, 1);
  });

  it('varies by the jitter either way', () => {
    const retries = drawRetries({ retryAfterUs: 10_000_000, jitter: 0.5 }, 10_000);
    expect([Math.min(...retries), Math.max(...retries)]).toEqual([5, 15]);
    expect(retries.reduce((sum, seconds) => sum + seconds, 0) / retries.length).toBeCloseTo(10, 0);
  });

  it('comes from the seed', () => {
    const jitter = { retryAfterUs: 10_000_000, jitter: 1 };
    expect(drawRetries(jitter, 50)).toEqual(drawRetries(jitter, 50));
    expect(drawRetries({ ...jitter, seed: 2 }, 50)).not.toEqual(drawRetries(jitter, 50));
  });
});

/** So slow that nobody beyond the burst is admitted while a test lasts. */
const twoOnly = { ratePerSecond: 1e-3, burst: 2, retryAfterUs: 7_000_000, jitter: 0, seed: 1 };

describe('admission control', () => {
  it.each([
    { transport: 'sse', path: '/sse' },
    { transport: 'long-poll', path: '/long-poll' },
    { transport: 'short-poll', path: '/short-poll' },
  ] as const)('of $transport answers new clients beyond the burst 503', async ({ transport, path }) => {
    const server = await startTestServer({ transport, admission: twoOnly });
    const admitted = [new AbortController(), new AbortController()];
    for (const { signal } of admitted)
      expect((await fetch(`${server.url}${path}`, { signal })).status).toBe(200);
    const refused = await sendRequest(server, 'GET', path);
    expect([refused.status, refused.headers['retry-after'], refused.headers.connection]).toEqual([
      503,
      '7',
      'close',
    ]);
    expect(server.readStats().counters).toMatchObject({ notAdmitted: 1, connectionsRejected: 0 });
    // Publishing and control have their own way in.
    expect((await sendRequest(server, 'POST', '/publish', { body: 'x' })).status).toBe(200);
    for (const each of admitted) each.abort();
  });

  it('of websocket answers the handshake 503', async () => {
    const server = await startTestServer({ transport: 'websocket', admission: twoOnly });
    const clients = [0, 1, 2].map(() => new WebSocketTestClient(server));
    const refused = new Promise((resolve) => {
      for (const { ws } of clients)
        ws.once('unexpected-response', (_, { statusCode, headers }) =>
          resolve([statusCode, headers['retry-after']]),
        );
    });
    expect(await refused).toEqual([503, '7']);
    expect(server.readStats().counters.notAdmitted).toBe(1);
    for (const { ws } of clients) ws.terminate();
  });

  it('lets a polling client go on that has been admitted once', async () => {
    const server = await startTestServer({
      transport: 'short-poll',
      admission: { ...twoOnly, burst: 1 },
    });
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let poll = 0; poll < 3; poll++)
      expect((await sendRequest(server, 'GET', '/short-poll', { agent })).status).toBe(200);
    expect(server.readStats().counters.notAdmitted).toBe(0);
    agent.destroy();
  });
});
