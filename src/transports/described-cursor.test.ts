import { describe, expect, it } from 'vitest';
import type { CursorRule } from '../wire/target-endpoint.js';
import { DescribedCursor } from './described-cursor.js';

const rules: CursorRule[] = [
  { from: 'text ^id: (\\S+)', to: 'query last' },
  { from: 'header ETag', to: 'header If-None-Match' },
];
const endpoint = {
  url: 'http://127.0.0.1:1/poll?room=1',
  headers: { 'x-room': 'a' },
  subprotocol: undefined,
  send: undefined,
  cursor: rules,
};

describe('a cursor by rules', () => {
  it('sends nothing before anything was seen', () => {
    const cursor = new DescribedCursor(rules, undefined);
    const { url, headers } = cursor.apply(endpoint);
    expect(url.search).toBe('?room=1');
    expect(headers).toEqual({ 'x-room': 'a' });
    expect(cursor.first).toBe('');
  });

  it('takes what the rules find and keeps what they do not', () => {
    const cursor = new DescribedCursor(rules, undefined);
    cursor.takeText(Buffer.from('type: text\nid: 12:3\n\nbody'));
    cursor.takeHeaders((name) => (name === 'etag' ? '"7"' : undefined));
    cursor.takeText(Buffer.from('nothing here'));
    cursor.takeHeaders(() => undefined);
    const { url, headers } = cursor.apply(endpoint);
    expect(url.searchParams.get('last')).toBe('12:3');
    expect(headers['if-none-match']).toBe('"7"');
  });

  it('survives the way to the next connection', () => {
    const before = new DescribedCursor(rules, undefined);
    before.takeText(Buffer.from('id: a"b\n'));
    const after = new DescribedCursor(rules, before.toString());
    expect(after.first).toBe('a"b');
    expect(after.toString()).toBe(before.toString());
  });
});
