import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { SteppedTime } from '../load/testing/stepped-time.js';
import type { Toxic } from '../scenario/faults/toxic.js';
import { ProxyServer } from './proxy-server.js';
import type { ProxyServerSettings, ToxicOrder } from './proxy-settings.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Both ends of what goes through a proxy, with the proxy's time in the test's hands. */
interface Bench {
  readonly proxy: ProxyServer;
  readonly time: SteppedTime;
  /** A client, and the server's end of it. */
  join(): Promise<{ readonly client: End; readonly server: End }>;
  /** A client whose connection the server may never get. */
  dial(): End;
  readonly origin: Server;
}

/** One end of a connection that writes down what it hears. */
class End {
  readonly socket: Socket;
  readonly events: string[] = [];
  readonly #chunks: Buffer[] = [];
  /** Bytes received so far. */
  bytes = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.bytes += chunk.length;
    });
    socket.on('end', () => this.events.push('FIN'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => this.events.push(code ?? 'error'));
    socket.on('close', () => this.events.push('closed'));
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** Resolves once this is so; a test that waits for what never comes fails by the runner's time limit. */
  async until(isSo: (end: End) => boolean): Promise<void> {
    while (!isSo(this)) await turn();
  }
}

async function open(more: Partial<ProxyServerSettings> = {}): Promise<Bench> {
  const time = new SteppedTime();
  const accepted: Socket[] = [];
  const origin = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => accepted.push(socket));
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port: originPort } = origin.address() as { port: number };
  const settings: ProxyServerSettings = {
    host: '127.0.0.1',
    port: 0,
    server: { host: '127.0.0.1', port: originPort },
    localAddresses: [],
    seed: 1,
    idleTimeoutUs: undefined,
    stripUpgrade: false,
    conditions: [],
    ...more,
  };
  const proxy = new ProxyServer(settings, time, time.due);
  const port = await proxy.listen();
  const ends: End[] = [];
  closing.push(async () => {
    for (const { socket } of ends) socket.destroy();
    for (const socket of accepted) socket.destroy();
    await proxy.close();
    if (origin.listening) await new Promise((resolve) => origin.close(resolve));
  });
  const dial = (): End => {
    const end = new End(connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true }));
    ends.push(end);
    return end;
  };
  const join = async (): Promise<{ client: End; server: End }> => {
    const before = accepted.length;
    const client = dial();
    while (accepted.length === before) await turn();
    return { client, server: new End(accepted[before] as Socket) };
  };
  return { proxy, time, join, dial, origin };
}

function order(toxic: Toxic, more: Partial<ToxicOrder> = {}): ToxicOrder {
  return { id: 7, toxic, direction: 'both', share: 1, ...more };
}

/** Long enough for anything that is on its way through the kernel and the event loop. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await turn();
}

describe('a proxy without toxics', () => {
  it('hands on every byte, both ways', async () => {
    const { join, proxy } = await open();
    const { client, server } = await join();
    const big = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 253));
    client.socket.write(big);
    server.socket.write('hello');
    await server.until(({ bytes }) => bytes === big.length);
    await client.until(({ text }) => text === 'hello');
    expect(server.received.equals(big)).toBe(true);
    expect(proxy.counters).toMatchObject({ accepted: 1, peak: 1, unreachable: 0 });
  });

  it('hands on a half-close as one, and the other half goes on', async () => {
    const { join } = await open();
    const { client, server } = await join();
    client.socket.end('last words');
    await server.until(({ events }) => events.includes('FIN'));
    expect(server.text).toBe('last words');
    server.socket.write('still here');
    await client.until(({ text }) => text === 'still here');
    server.socket.end();
    await client.until(({ events }) => events.includes('closed'));
    expect(client.events).toEqual(['FIN', 'closed']);
  });

  it.each(['client', 'server'] as const)('hands on a RST of the %s as one', async (side) => {
    const { join, proxy } = await open();
    const ends = await join();
    ends.client.socket.write('x');
    await ends.server.until(({ text }) => text === 'x');
    const other = side === 'client' ? ends.server : ends.client;
    ends[side].socket.resetAndDestroy();
    await other.until(({ events }) => events.includes('closed'));
    expect(other.events).toEqual(['ECONNRESET', 'closed']);
    while (proxy.connections > 0) await turn();
  });

  it('resets a client when there is no server', async () => {
    const { dial, origin, proxy } = await open();
    await new Promise((resolve) => origin.close(resolve));
    const client = dial();
    await client.until(({ events }) => events.includes('closed'));
    expect(client.events).toEqual(['ECONNRESET', 'closed']);
    expect(proxy.counters.unreachable).toBe(1);
  });

  it('stops reading from a side that the other does not take, and loses nothing', async () => {
    const { join } = await open();
    const { client, server } = await join();
    client.socket.pause();
    const piece = Buffer.alloc(256 * 1024, 'y');
    // The kernel's buffers take some megabytes; the proxy must not take the rest.
    for (let written = 0; written < 64; written++) server.socket.write(piece);
    await settle();
    expect(server.socket.writableLength).toBeGreaterThan(0);
    client.socket.resume();
    await client.until(({ bytes }) => bytes === 64 * piece.length);
    expect(client.received.equals(Buffer.alloc(64 * piece.length, 'y'))).toBe(true);
  });

  it('connects from the addresses it was given, in turn', async () => {
    const { join } = await open({ localAddresses: ['127.253.1.1', '127.253.1.2'] });
    const from = [await join(), await join(), await join()].map(({ server }) => server.socket.remoteAddress);
    expect(from).toEqual(['127.253.1.1', '127.253.1.2', '127.253.1.1']);
  });
});

describe('an idle timeout', () => {
  it('closes a connection on which nothing came from either side for so long', async () => {
    const { join, time, proxy } = await open({ idleTimeoutUs: 60_000_000 });
    const { client, server } = await join();
    time.advanceTo(50_000_000);
    server.socket.write('heartbeat');
    await client.until(({ text }) => text === 'heartbeat');
    time.advanceTo(109_000_000);
    await settle();
    expect(client.events).toEqual([]);
    time.advanceTo(110_000_000);
    await client.until(({ events }) => events.includes('FIN'));
    await server.until(({ events }) => events.includes('FIN'));
    expect(proxy.counters.idleClosed).toBe(1);
  });
});

describe('toxics on sockets', () => {
  it('meet connections there are and later ones, until they are taken away', async () => {
    const { join, proxy, time } = await open();
    const first = await join();
    const toxic = order({ kind: 'latency', latencyUs: 5_000_000, jitterUs: 0 }, { direction: 'downstream' });
    proxy.addToxic(toxic);
    const second = await join();
    for (const { server } of [first, second]) server.socket.write('late');
    for (const { client, server } of [first, second]) {
      client.socket.write('at once');
      await server.until(({ text }) => text === 'at once');
    }
    await settle();
    time.advanceTo(4_999_999);
    await settle();
    expect([first.client.text, second.client.text]).toEqual(['', '']);
    proxy.removeToxic(toxic.id);
    await first.client.until(({ text }) => text === 'late');
    await second.client.until(({ text }) => text === 'late');
    const third = await join();
    third.server.socket.write('now');
    await third.client.until(({ text }) => text === 'now');
  });

  it('meet the share of connections that the seed draws', async () => {
    const { join, proxy } = await open({ seed: 3 });
    const pairs = [];
    for (let index = 0; index < 40; index++) pairs.push(await join());
    proxy.addToxic(order({ kind: 'reset', afterUs: 0 }, { share: 0.5 }));
    proxy.due.run();
    await settle();
    const reset = pairs.filter(({ client }) => client.events.includes('ECONNRESET')).length;
    // Binomial(40, ½): outside 8 to 32 once in 20,000 seeds.
    expect(reset).toBeGreaterThanOrEqual(8);
    expect(reset).toBeLessThanOrEqual(32);
    expect(proxy.connections).toBe(40 - reset);
  });

  it('reset: both sides get a RST', async () => {
    const { join, proxy, time } = await open();
    const { client, server } = await join();
    proxy.addToxic(order({ kind: 'reset', afterUs: 1_000_000 }));
    time.advanceTo(999_999);
    await settle();
    expect(client.events).toEqual([]);
    time.advanceTo(1_000_000);
    await client.until(({ events }) => events.includes('closed'));
    await server.until(({ events }) => events.includes('closed'));
    expect([client.events, server.events]).toEqual([
      ['ECONNRESET', 'closed'],
      ['ECONNRESET', 'closed'],
    ]);
  });

  it('limit-data: exactly its bytes arrive, then both sides are closed', async () => {
    const { join, proxy } = await open();
    const { client, server } = await join();
    proxy.addToxic(order({ kind: 'limit-data', limitBytes: 100_000 }, { direction: 'downstream' }));
    server.socket.write(Buffer.alloc(300_000, 'a'));
    await client.until(({ events }) => events.includes('FIN'));
    expect(client.received.length).toBe(100_000);
    await server.until(({ events }) => events.length > 0);
  });

  it('limit-data before a latency: what is on its way arrives before the end', async () => {
    const { join, proxy, time } = await open();
    const { client, server } = await join();
    proxy.addToxic(order({ kind: 'limit-data', limitBytes: 10 }, { id: 1, direction: 'downstream' }));
    proxy.addToxic(order({ kind: 'latency', latencyUs: 1_000, jitterUs: 0 }, { id: 2 }));
    server.socket.write('0123456789abc');
    await settle();
    time.advanceTo(10_000);
    await client.until(({ events }) => events.includes('FIN'));
    expect(client.text).toBe('0123456789');
  });

  it('slow-close: the other side is told of the end later', async () => {
    const { join, proxy, time } = await open();
    const { client, server } = await join();
    proxy.addToxic(order({ kind: 'slow-close', delayUs: 2_000_000 }));
    server.socket.end('bye');
    await client.until(({ text }) => text === 'bye');
    await settle();
    time.advanceTo(1_999_999);
    await settle();
    expect(client.events).toEqual([]);
    time.advanceTo(3_000_000);
    await client.until(({ events }) => events.includes('FIN'));
  });

  it('blackhole: no byte, no FIN and no RST gets through; afterwards the connection is closed', async () => {
    const { join, proxy, time } = await open();
    const gone = await join();
    const left = await join();
    const toxic = order({ kind: 'blackhole', timeoutUs: 0 });
    proxy.addToxic(toxic);
    gone.server.socket.write('into the void');
    gone.client.socket.write('into the void');
    await settle();
    gone.client.socket.resetAndDestroy();
    left.server.socket.end('bye');
    await settle();
    time.advanceTo(3_600_000_000);
    await settle();
    expect([gone.server.text, gone.server.events]).toEqual(['', []]);
    expect([left.client.text, left.client.events]).toEqual(['', []]);
    proxy.removeToxic(toxic.id);
    await gone.server.until(({ events }) => events.includes('FIN'));
    await left.client.until(({ events }) => events.includes('FIN'));
    expect([gone.server.text, left.client.text]).toEqual(['', '']);
  });

  it('sliced-writes and bandwidth together: every byte arrives, in order', async () => {
    const { join, proxy, time } = await open();
    const { client, server } = await join();
    proxy.addToxic(order({ kind: 'bandwidth', bytesPerSecond: 50_000 }, { id: 1 }));
    proxy.addToxic(
      order({ kind: 'sliced-writes', sizeBytes: 100, variationBytes: 90, delayUs: 10 }, { id: 2 }),
    );
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 249));
    server.socket.write(sent);
    for (let atUs = 0; client.bytes < sent.length; atUs += 100_000) {
      time.advanceTo(atUs);
      await turn();
      // Never more than the line could have carried.
      expect(client.bytes).toBeLessThanOrEqual((50_000 * (atUs + 100_000)) / 1e6);
    }
    expect(client.received.equals(sent)).toBe(true);
  });
});

describe('a stripped upgrade', () => {
  it('reaches the server as a plain request, and is counted', async () => {
    const { join, proxy } = await open({ stripUpgrade: true });
    const { client, server } = await join();
    client.socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await server.until(({ text }) => text.endsWith('\r\n\r\n'));
    expect(server.text).toBe('GET /ws HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(proxy.counters.upgradesStripped).toBe(1);
  });
});
