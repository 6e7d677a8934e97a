import { describe, expect, it } from 'vitest';
import { canaryTagOf, encodeEnvelope } from '../wire/envelope.js';
import { MessageFinder } from './message-finder.js';

const tag = '00c0ffee';
const canaryTag = canaryTagOf(tag);

function createFinder(encoding: 'plain' | 'base64'): MessageFinder {
  return new MessageFinder({
    url: '',
    headers: {},
    subprotocol: undefined,
    send: undefined,
    cursor: [],
    encoding,
    tag,
    canaryTag,
    payloadBytes: 64,
  });
}

function payload(sequence: number, of = tag): string {
  return encodeEnvelope({ tag: of, sequence, dueUs: 17 }, 64);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('finding messages', () => {
  it.each([
    ['nothing', '{"hello":"sq1"}', 0, 0, 0],
    ['the payload alone', payload(1), 1, 1, 0],
    ['JSON around it', JSON.stringify({ room: 'é', text: payload(1) }), 1, 1, 0],
    ['a batch', JSON.stringify([payload(1), payload(2), payload(3)]), 3, 3, 0],
    ['a canary', payload(1, canaryTag), 1, 0, 1],
    ['another trial', payload(1, 'deadbeef'), 1, 0, 0],
    ['half an envelope', payload(1).slice(0, 30), 1, 0, 0],
  ])('in %s', (_name, text, heads, own, canaries) => {
    const found = createFinder('plain').search(Buffer.from(text));
    expect({ heads: found.heads.length, own: found.own, canaries: found.canaries }).toEqual({
      heads,
      own,
      canaries,
    });
  });

  it('decodes base64 wherever it stands', () => {
    const text = `{"a":"${base64(payload(5))}","b":"${base64(payload(6, canaryTag))}"}`;
    const found = createFinder('base64').search(Buffer.from(text));
    expect(found).toMatchObject({ own: 1, canaries: 1 });
    expect(found.heads[0]).toBe(payload(5).slice(0, 41));
  });

  it('tells when its own messages were due, and of no others', () => {
    const finder = createFinder('plain');
    expect(finder.dueUsOf(payload(1))).toBe(17);
    expect(finder.dueUsOf(payload(1, canaryTag))).toBeUndefined();
  });
});
