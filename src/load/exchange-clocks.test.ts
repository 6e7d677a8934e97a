import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../servers/server.js';
import { hostClock } from '../system/clock.js';
import { estimateClockOffset } from '../system/clock-offset.js';
import { paths } from '../wire/protocol.js';
import { exchangeClocks } from './exchange-clocks.js';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function serveReference(): Promise<RunningServer> {
  const server = await startServer({ transport: 'sse' });
  stops.push(() => server.stop());
  return server;
}

/** Answers every request with the same text. */
async function serveText(status: number, text: string): Promise<string> {
  const server: Server = createServer((_, response) => response.writeHead(status).end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('exchangeClocks', () => {
  it('takes the four stamps of each exchange in order, on one connection', async () => {
    const server = await serveReference();
    const exchanges = await exchangeClocks(server.url + paths.clock, 20, hostClock);
    expect(exchanges).toHaveLength(20);
    for (const { sentUs, remoteReceivedUs, remoteSentUs, receivedUs } of exchanges) {
      // Client and server share this process's clock.
      expect(sentUs).toBeLessThanOrEqual(remoteReceivedUs);
      expect(remoteReceivedUs).toBeLessThanOrEqual(remoteSentUs);
      expect(remoteSentUs).toBeLessThanOrEqual(receivedUs);
    }
  });

  it('finds the offset of a clock that is ahead by a known time', async () => {
    const server = await serveReference();
    const behind = { nowUs: () => hostClock.nowUs() - 3_600_000_000 };
    const estimate = estimateClockOffset(await exchangeClocks(server.url + paths.clock, 20, behind));
    expect(Math.abs((estimate?.offsetUs ?? 0) - 3_600_000_000)).toBeLessThanOrEqual(estimate?.boundUs ?? 0);
  });

  it.each([
    ['another status', 404, '{}'],
    ['no JSON', 200, 'noon'],
    ['no times', 200, '{"receivedAtUs":1,"sentAtUs":"2"}'],
  ])('refuses %s', async (_name, status, text) => {
    await expect(exchangeClocks(await serveText(status, text), 1, hostClock)).rejects.toThrow('no time');
  });
});
