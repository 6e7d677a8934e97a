import { describe, expect, it } from 'vitest';
import type { Cursor } from '../src/wire/cursor.js';
import { Hub, type ReplayLimits } from './hub.js';

const roomy = { messages: 100, bytes: 10_000 };

function fill(hub: Hub, ...texts: string[]): Hub {
  for (const text of texts) hub.publish(Buffer.from(text));
  return hub;
}

function texts(messages: readonly Buffer[]): string[] {
  return messages.map(String);
}

/** What a client with this cursor is sent. */
function since(hub: Hub, cursor: Cursor | undefined, limits: ReplayLimits = roomy) {
  const { from, gap } = hub.locate(cursor);
  return { from, gap, messages: hub.collect(from, limits) };
}

describe('publishing', () => {
  it('gives ids from 1 and tells subscribers before it returns', () => {
    const hub = new Hub(roomy);
    const seen: string[] = [];
    const subscriber = { onPublished: (id: number, payload: Buffer) => seen.push(`${id}:${payload}`) };
    hub.subscribe(subscriber);
    expect(hub.publish(Buffer.from('a'))).toBe(1);
    expect(seen).toEqual(['1:a']);
    expect(hub.publish(Buffer.from('b'))).toBe(2);
    hub.unsubscribe(subscriber);
    hub.publish(Buffer.from('c'));
    expect(seen).toEqual(['1:a', '2:b']);
    expect(hub.subscribers).toBe(0);
  });

  it('draws another epoch for every life', () => {
    const epochs = new Set(Array.from({ length: 50 }, () => new Hub(roomy).epoch));
    expect(epochs.size).toBe(50);
    for (const epoch of epochs) expect(epoch).toMatch(/^[0-9a-z]{8}$/);
  });
});

describe('bounds of the history', () => {
  it.each([
    {
      name: 'count',
      limits: { messages: 3, bytes: 100 },
      given: ['a', 'b', 'c', 'd'],
      kept: ['b', 'c', 'd'],
    },
    { name: 'bytes', limits: { messages: 9, bytes: 5 }, given: ['aa', 'bb', 'cc'], kept: ['bb', 'cc'] },
    {
      name: 'bytes, several at once',
      limits: { messages: 9, bytes: 5 },
      given: ['a', 'b', 'ccccc'],
      kept: ['ccccc'],
    },
    {
      name: 'the newest, however large',
      limits: { messages: 9, bytes: 2 },
      given: ['a', 'bbbb'],
      kept: ['bbbb'],
    },
    { name: 'one message', limits: { messages: 1, bytes: 9 }, given: ['a', 'b'], kept: ['b'] },
    { name: 'empty payloads', limits: { messages: 2, bytes: 0 }, given: ['', ''], kept: ['', ''] },
  ])('keeps by $name', ({ limits, given, kept }) => {
    const hub = fill(new Hub(limits), ...given);
    const { messages } = since(hub, { epoch: hub.epoch, id: hub.oldest - 1 });
    expect(texts(messages)).toEqual(kept);
    expect(hub.messages).toBe(kept.length);
    expect(hub.bytes).toBe(kept.join('').length);
    expect(hub.newest).toBe(given.length);
  });

  it('counts what it drops by the bound that did it', () => {
    const hub = fill(new Hub({ messages: 3, bytes: 8 }), 'a', 'b', 'c', 'd');
    expect(hub.evicted).toEqual({ byMessages: 1, byBytes: 0 });
    fill(hub, '12345678');
    expect(hub.evicted).toEqual({ byMessages: 2, byBytes: 2 });
    expect(hub.newest - hub.messages).toBe(4);
  });

  it('refuses to be without any room', () => {
    expect(() => new Hub({ messages: 0, bytes: 1 })).toThrow(RangeError);
  });

  it('turns round many times without losing count', () => {
    const hub = new Hub({ messages: 7, bytes: 1000 });
    for (let i = 1; i <= 1000; i++) hub.publish(Buffer.from(String(i)));
    expect(texts(since(hub, { epoch: hub.epoch, id: 996 }).messages)).toEqual(['997', '998', '999', '1000']);
    expect(hub.oldest).toBe(994);
    expect(hub.payload(993)).toBeUndefined();
    expect(String(hub.payload(994))).toBe('994');
    expect(hub.payload(1001)).toBeUndefined();
  });
});

describe('locate and collect', () => {
  // Ids 3, 4 and 5 are held; 1 and 2 are gone.
  const make = () => fill(new Hub({ messages: 3, bytes: 1000 }), 'a', 'b', 'c', 'd', 'e');

  it.each([
    { name: 'the newest', id: 5, from: 5, gap: false, messages: [] },
    { name: 'one before', id: 4, from: 4, gap: false, messages: ['e'] },
    { name: 'just before the oldest', id: 2, from: 2, gap: false, messages: ['c', 'd', 'e'] },
    { name: 'too old', id: 1, from: 2, gap: true, messages: ['c', 'd', 'e'] },
    { name: 'the very beginning', id: 0, from: 2, gap: true, messages: ['c', 'd', 'e'] },
    { name: 'ahead of the newest', id: 6, from: 2, gap: true, messages: ['c', 'd', 'e'] },
  ])('a cursor at $name', ({ id, from, gap, messages }) => {
    const hub = make();
    const replay = since(hub, { epoch: hub.epoch, id });
    expect({ ...replay, messages: texts(replay.messages) }).toEqual({ from, gap, messages });
  });

  it('gives everything and a gap to a cursor of another epoch', () => {
    const replay = since(make(), { epoch: 'another0', id: 5 });
    expect({ ...replay, messages: texts(replay.messages) }).toEqual({
      from: 2,
      gap: true,
      messages: ['c', 'd', 'e'],
    });
  });

  it('assumes a gap for another epoch even when nothing is held', () => {
    expect(since(new Hub(roomy), { epoch: 'another0', id: 0 })).toEqual({ from: 0, gap: true, messages: [] });
  });

  it('starts from now without a cursor', () => {
    expect(since(make(), undefined)).toEqual({ from: 5, gap: false, messages: [] });
  });

  it('starts at 0 in a new life', () => {
    const hub = new Hub(roomy);
    expect(since(hub, { epoch: hub.epoch, id: 0 })).toEqual({ from: 0, gap: false, messages: [] });
    expect(hub.oldest).toBe(1);
  });

  it.each([
    { limits: { messages: 2, bytes: 1000 }, messages: ['c', 'd'] },
    { limits: { messages: 9, bytes: 2 }, messages: ['c', 'd'] },
    { limits: { messages: 9, bytes: 0 }, messages: ['c'] },
  ])('is bounded by $limits, but gives at least one message', ({ limits, messages }) => {
    const hub = make();
    expect(texts(since(hub, { epoch: hub.epoch, id: 2 }, limits).messages)).toEqual(messages);
  });
});

describe('a second life', () => {
  it('keeps epoch, ids and messages', () => {
    const first = fill(new Hub({ messages: 3, bytes: 1000 }), 'a', 'b', 'c', 'd');
    const second = new Hub(roomy, first.save());
    expect(second.epoch).toBe(first.epoch);
    expect([second.oldest, second.newest, second.bytes]).toEqual([2, 4, 3]);
    expect(texts(since(second, { epoch: first.epoch, id: 2 }).messages)).toEqual(['c', 'd']);
    expect(second.publish(Buffer.from('e'))).toBe(5);
  });

  it('holds only as much as its own limits allow', () => {
    const first = fill(new Hub(roomy), 'a', 'b', 'c');
    const second = new Hub({ messages: 2, bytes: 1000 }, first.save());
    expect([second.oldest, second.newest]).toEqual([2, 3]);
  });
});
