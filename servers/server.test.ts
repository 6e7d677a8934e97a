import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostClock } from '../src/system/clock.js';
import { HistoryFileError } from './history-file.js';
import { startServer } from './server.js';
import { type HttpAnswer, sendRequest } from './testing/http-request.js';
import { RawConnection } from './testing/raw-connection.js';
import { publish, startTestServer, stopTestServers } from './testing/test-server.js';

afterEach(stopTestServers);

/** Timers that keep this process alive. */
function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

it('tells where and since when it listens', async () => {
  const beforeUs = hostClock.nowUs();
  const server = await startTestServer({ transport: 'sse' });
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect(server.readyAtUs).toBeGreaterThanOrEqual(beforeUs);
  expect(server.readyAtUs).toBeLessThanOrEqual(hostClock.nowUs());
});

it('fails with the system error when the port is taken, and leaves nothing behind', async () => {
  const { port } = await startTestServer({ transport: 'sse' });
  const timers = countTimers();
  await expect(startServer({ transport: 'websocket', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(countTimers()).toBe(timers);
});

it.each([
  { transport: 'websocket', target: '/ws' },
  { transport: 'sse', target: '/sse' },
  { transport: 'long-poll', target: '/long-poll?cursor=otherone-1' },
  { transport: 'long-poll', target: '/long-poll?cursor=EPOCH-0' },
  { transport: 'short-poll', target: '/short-poll' },
] as const)(
  '$transport lets go of every timer and subscription when it stops',
  async ({ transport, target }) => {
    const timers = countTimers();
    const server = await startTestServer({ transport });
    const raw = await RawConnection.get(server, target.replace('EPOCH', server.hub.epoch));
    await sendRequest(server, 'GET', '/stats');
    await server.stop();
    expect([countTimers(), server.hub.subscribers, server.transport.connections]).toEqual([timers, 0, 0]);
    raw.destroy();
  },
);

it('stops only once, however often it is told to', async () => {
  const server = await startTestServer({ transport: 'short-poll' });
  const stopping = server.stop();
  expect(server.stop()).toBe(stopping);
  await stopping;
  await expect(sendRequest(server, 'GET', '/stats')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('does not wait for a request that never ends', async () => {
  const server = await startTestServer({ transport: 'sse' });
  const raw = await RawConnection.open(server);
  raw.socket.write('POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc');
  // A second connection's answer says that the first one's request has been read.
  await sendRequest(server, 'GET', '/stats');
  await server.stop();
  await raw.waitForEnd();
  expect(server.hub.newest).toBe(0);
});

describe('history file', () => {
  let folder = '';
  let historyFile = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'squall-server-'));
    historyFile = join(folder, 'history');
  });
  afterEach(async () => {
    // Stopping writes the file, so it comes first.
    await stopTestServers();
    await rm(folder, { recursive: true });
  });

  const poll = (server: Awaited<ReturnType<typeof startTestServer>>, cursor: string): Promise<HttpAnswer> =>
    sendRequest(server, 'GET', `/short-poll?cursor=${cursor}`);

  it('carries epoch, ids and messages over a graceful restart', async () => {
    const first = await startTestServer({ transport: 'short-poll', historyFile });
    publish(first, 'a', 'b', 'c');
    const { epoch } = first.hub;
    await first.stop();
    const second = await startTestServer({ transport: 'short-poll', historyFile });
    publish(second, 'd');
    const answer = await poll(second, `${epoch}-1`);
    expect(JSON.parse(answer.body)).toEqual({ cursor: `${epoch}-4`, gap: false, messages: ['b', 'c', 'd'] });
  });

  it('is used once: after a crash a new life begins, and says so', async () => {
    const first = await startTestServer({ transport: 'short-poll', historyFile });
    publish(first, 'a');
    await first.stop();
    expect(existsSync(historyFile)).toBe(true);
    const second = await startTestServer({ transport: 'short-poll', historyFile });
    expect(existsSync(historyFile)).toBe(false);
    publish(second, 'b');
    const afterCrash = await startTestServer({ transport: 'short-poll', historyFile });
    publish(afterCrash, 'c');
    const answer = await poll(afterCrash, `${second.hub.epoch}-2`);
    expect(JSON.parse(answer.body)).toEqual({
      cursor: `${afterCrash.hub.epoch}-1`,
      gap: true,
      messages: ['c'],
    });
  });

  it('stays where it is when the server cannot listen', async () => {
    const first = await startTestServer({ transport: 'short-poll', historyFile });
    publish(first, 'a');
    await first.stop();
    const { port } = await startTestServer({ transport: 'short-poll' });
    await expect(startServer({ transport: 'short-poll', historyFile, port })).rejects.toThrow('EADDRINUSE');
    expect(existsSync(historyFile)).toBe(true);
  });

  it('that is damaged stops the start', async () => {
    await writeFile(historyFile, 'not a history');
    await expect(startServer({ transport: 'sse', historyFile })).rejects.toThrow(HistoryFileError);
  });
});
