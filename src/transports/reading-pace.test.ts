import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DueQueue } from '../system/due-queue.js';
import { ReadingPace } from './reading-pace.js';

/** More than both kernels hold for a connection of loopback. */
const floodBytes = 32 * 1024 * 1024;

let server: Server;
let [sender, receiver]: (Socket | undefined)[] = [];
beforeEach(async () => {
  server = createServer((socket) => {
    sender = socket;
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await Promise.all([once(receiver, 'connect'), once(server, 'connection')]);
});
afterEach(() => {
  sender?.destroy();
  receiver?.destroy();
  server.close();
});

/** A clock that only moves when told to, and the queue that goes by it. */
function setUp(bytesPerSecond: number) {
  let nowUs = 0;
  const rings: (() => void)[] = [];
  const clock = { nowUs: () => nowUs };
  const due = new DueQueue(clock, {
    set: (ring) => {
      rings.push(ring);
      return () => undefined;
    },
  });
  const pace = new ReadingPace(clock, due, bytesPerSecond);
  const pass = (us: number): void => {
    nowUs += us;
    for (const ring of rings.splice(0)) ring();
  };
  return { pace, pass };
}

function ends(): { from: Socket; to: Socket } {
  if (sender === undefined || receiver === undefined) throw new Error('no connection');
  return { from: sender, to: receiver };
}

/**
 * Long enough for everything that can arrive without time passing to have arrived: several turns of the event loop without any more,
 * because after a standstill of the process its timers come before what has arrived.
 */
async function settle(read: () => number): Promise<number> {
  let last = read();
  for (let still = 0; still < 6; still++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (read() !== last) still = 0;
    last = read();
  }
  return last;
}

/** However the stream is read: ws listens to it, undici takes from it. */
const readers: [string, (socket: Socket, take: (bytes: number) => void) => void][] = [
  ['by listening', (socket, take) => socket.on('data', (chunk: Buffer) => take(chunk.length))],
  [
    'by taking',
    (socket, take) =>
      socket.on('readable', () => {
        for (
          let chunk = socket.read() as Buffer | null;
          chunk !== null;
          chunk = socket.read() as Buffer | null
        )
          take(chunk.length);
      }),
  ],
];

describe.each(readers)('a socket that is read %s', (_, read) => {
  it('brings no more than one piece until its time has come, then the next', async () => {
    const { pace, pass } = setUp(1000);
    const { from, to } = ends();
    let bytes = 0;
    pace.hold(to);
    read(to, (taken) => {
      bytes += taken;
    });
    from.write(Buffer.alloc(floodBytes));
    const first = await settle(() => bytes);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(64 * 1024);
    pass(first * 1000 - 1000);
    expect(await settle(() => bytes)).toBe(first);
    pass(1000);
    const second = await settle(() => bytes);
    expect(second).toBeGreaterThan(first);
    expect(second).toBeLessThanOrEqual(2 * 64 * 1024);
  });

  it('is held up to the sender while nothing is read, and brings all of it afterwards', async () => {
    const { pace } = setUp(0);
    const { from, to } = ends();
    let bytes = 0;
    pace.hold(to);
    read(to, (taken) => {
      bytes += taken;
    });
    from.write(Buffer.alloc(floodBytes));
    expect(await settle(() => bytes)).toBeLessThanOrEqual(64 * 1024);
    // Written and not taken by the kernel: both kernels' buffers are full.
    expect(from.writableLength).toBeGreaterThan(0);
    pace.change(Number.POSITIVE_INFINITY);
    while (bytes < floodBytes) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(bytes).toBe(floodBytes);
  });
});
