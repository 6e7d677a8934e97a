import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { hostClock } from '../src/system/clock.js';
import type { Cursor } from '../src/wire/cursor.js';
import { AckDesk } from './ack-desk.js';
import { AnswerDesk } from './answer-desk.js';
import { Broadcaster } from './broadcaster.js';
import { EchoDesk } from './echo-desk.js';
import { Hub } from './hub.js';
import { ReapLog } from './reap-log.js';
import { RoomDesk } from './room-desk.js';
import { defaultServerOptions, type OverflowPolicy } from './server-options.js';
import { createCounters } from './stats.js';
import { StreamClient } from './stream-client.js';
import type { ServerContext } from './transport-server.js';

/** A socket whose peer takes one write at a time, and only when told to. */
class ScriptedSocket extends Duplex {
  readonly written: Buffer[] = [];
  #waiting: (() => void) | undefined;

  constructor(readonly isQuick: boolean) {
    super({ writableHighWaterMark: 10 });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.written.push(chunk);
    if (this.isQuick) callback();
    else this.#waiting = callback;
  }

  /** The peer reads everything there is. */
  async readAll(): Promise<void> {
    while (this.#waiting !== undefined) {
      const take = this.#waiting;
      this.#waiting = undefined;
      take();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get texts(): string[] {
    return this.written.map(String);
  }
}

class ScriptedClient extends StreamClient {
  wasCutOff = false;

  constructor(readonly scripted: ScriptedSocket) {
    super(scripted as unknown as Socket);
  }

  override end(): void {}

  override cutOff(): void {
    this.wasCutOff = true;
  }
}

function setUp(overflow: OverflowPolicy = 'disconnect', historyMessages = 100) {
  const hub = new Hub({ messages: historyMessages, bytes: 10_000 }, { epoch: 'e', newest: 0, messages: [] });
  const options = { ...defaultServerOptions, transport: 'sse' as const, bufferBytes: 20, overflow };
  const counters = createCounters();
  const context: ServerContext = {
    hub,
    echoes: new EchoDesk(),
    rooms: new RoomDesk(counters),
    acks: new AckDesk(counters, 1e6),
    answers: new AnswerDesk(hostClock, counters),
    options,
    counters,
    reaps: new ReapLog(hostClock),
    clock: hostClock,
  };
  const left: ScriptedClient[] = [];
  let encoded = 0;
  const encoding = {
    encodeMessage: (cursor: string, payload: Buffer) => {
      encoded++;
      return Buffer.from(`${cursor} ${payload}`);
    },
    encodeNotice: ({ cursor, head, gap }: { cursor: string; head: string; gap: boolean }) =>
      Buffer.from(`notice ${cursor} ${head} ${gap}`),
  };
  const broadcaster = new Broadcaster<ScriptedClient>(context, encoding, (client) => left.push(client));
  const join = (isQuick: boolean, cursor?: Cursor): ScriptedClient => {
    const client = new ScriptedClient(new ScriptedSocket(isQuick));
    broadcaster.join(client, cursor);
    return client;
  };
  const publish = (...texts: string[]) => {
    for (const text of texts) hub.publish(Buffer.from(text));
  };
  return { ...context, broadcaster, left, join, publish, countEncoded: () => encoded };
}

it('encodes a message once and writes that one buffer to every client', () => {
  const { join, publish, countEncoded, counters } = setUp();
  const clients = [join(true), join(true), join(true)];
  publish('hello');
  expect(countEncoded()).toBe(1);
  const buffers = clients.map((client) => client.scripted.written[1]);
  expect(buffers[1]).toBe(buffers[0]);
  expect(buffers[2]).toBe(buffers[0]);
  expect(counters.delivered).toBe(3);
});

it('encodes nothing for nobody', () => {
  const { publish, countEncoded } = setUp();
  publish('hello');
  expect(countEncoded()).toBe(0);
});

it('replays only as fast as the client reads, and goes on with what is new', async () => {
  const { join, publish, counters } = setUp();
  publish('a', 'b', 'c');
  const client = join(false, { epoch: 'e', id: 0 });
  // The notice alone fills the socket.
  expect(client.socket.writableLength).toBe('notice e-0 e-3 false'.length);
  publish('d', 'e');
  await client.scripted.readAll();
  expect(client.scripted.texts).toEqual([
    'notice e-0 e-3 false',
    'e-1 a',
    'e-2 b',
    'e-3 c',
    'e-4 d',
    'e-5 e',
  ]);
  expect([client.state, counters.overflowed]).toEqual(['live', 0]);
});

describe('a live client whose buffer is full', () => {
  it('is cut off under the policy disconnect, and left exactly once', async () => {
    const { join, publish, left, broadcaster, counters } = setUp('disconnect');
    const client = join(false);
    publish('a');
    expect([client.wasCutOff, broadcaster.size]).toEqual([true, 0]);
    client.socket.destroy();
    await new Promise((resolve) => client.socket.once('close', resolve));
    expect(left).toEqual([client]);
    expect(counters).toMatchObject({
      overflowed: 1,
      connectionsOpened: 1,
      connectionsClosed: 1,
      delivered: 0,
    });
  });

  it('misses messages under the policy drop, and is told as soon as it has drained', async () => {
    const { join, publish, counters } = setUp('drop');
    const client = join(false);
    publish('a', 'b');
    await client.scripted.readAll();
    publish('c');
    await client.scripted.readAll();
    expect(client.scripted.texts).toEqual(['notice e-0 e-0 false', 'notice e-2 e-2 true', 'e-3 c']);
    expect(counters).toMatchObject({ overflowed: 1, dropped: 2, coalesced: 0, delivered: 1 });
  });

  it('is given only the newest message under the policy coalesce, with word of the gap', async () => {
    const { join, publish, counters } = setUp('coalesce');
    const client = join(false);
    publish('a', 'b', 'c');
    expect(counters).toMatchObject({ overflowed: 1, coalesced: 2, dropped: 0, delivered: 0 });
    await client.scripted.readAll();
    publish('d');
    await client.scripted.readAll();
    expect(client.scripted.texts).toEqual(['notice e-0 e-0 false', 'notice e-2 e-2 true', 'e-3 c', 'e-4 d']);
    expect(counters).toMatchObject({ overflowed: 1, coalesced: 2, dropped: 0, delivered: 2 });
  });

  it('loses nothing under the policy coalesce while one message waits', async () => {
    const { join, publish, counters } = setUp('coalesce');
    const client = join(false);
    publish('a');
    await client.scripted.readAll();
    expect(client.scripted.texts).toEqual(['notice e-0 e-0 false', 'e-1 a']);
    expect(counters).toMatchObject({ overflowed: 1, coalesced: 0, dropped: 0, delivered: 1 });
  });

  it('keeps the newest even where the history holds one message only', async () => {
    const { join, publish, counters, hub } = setUp('coalesce', 1);
    const client = join(false);
    publish('a', 'b');
    expect(hub.oldest).toBe(2);
    await client.scripted.readAll();
    expect(client.scripted.texts).toEqual(['notice e-0 e-0 false', 'notice e-1 e-1 true', 'e-2 b']);
    expect(counters).toMatchObject({ coalesced: 1, dropped: 0, delivered: 1 });
  });
});

describe('a client that the history overtakes while it is replayed', () => {
  it('is cut off under the policy disconnect', async () => {
    const { join, publish, counters } = setUp('disconnect', 2);
    publish('a', 'b');
    const client = join(false, { epoch: 'e', id: 0 });
    publish('c', 'd');
    await client.scripted.readAll();
    expect(client.scripted.texts).toEqual(['notice e-0 e-2 false']);
    expect([client.wasCutOff, counters.overflowed]).toEqual([true, 1]);
  });

  it('is told of the gap under the policy drop, and continues', async () => {
    const { join, publish, counters } = setUp('drop', 2);
    publish('a', 'b');
    const client = join(false, { epoch: 'e', id: 0 });
    publish('c', 'd');
    await client.scripted.readAll();
    expect(client.scripted.texts).toEqual(['notice e-0 e-2 false', 'notice e-2 e-4 true', 'e-3 c', 'e-4 d']);
    expect(counters.dropped).toBe(2);
  });
});

it('leaves a client whose socket closes, exactly once', async () => {
  const { join, left, broadcaster, counters } = setUp();
  const client = join(true);
  client.socket.destroy();
  await new Promise((resolve) => client.socket.once('close', resolve));
  broadcaster.leave(client);
  expect(left).toEqual([client]);
  expect([broadcaster.size, counters.connectionsClosed]).toEqual([0, 1]);
});

it('hears nothing more of the hub once disposed of', () => {
  const { hub, broadcaster } = setUp();
  expect(hub.subscribers).toBe(1);
  broadcaster.dispose();
  expect(hub.subscribers).toBe(0);
});
