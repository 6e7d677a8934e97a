import { describe, expect, it } from 'vitest';
import { parsePollBatch } from './poll-batch.js';
import { parseSubscribedNotice } from './subscribed-notice.js';

describe('parseSubscribedNotice', () => {
  it('reads the cursor and the id of the head', () => {
    const text = '{"cursor":"abc-3","head":"abc-5","gap":false}';
    expect(parseSubscribedNotice(text)).toEqual({ cursor: { epoch: 'abc', id: 3 }, headId: 5 });
  });

  it.each([
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"cursor":"abc-3"}',
    '{"cursor":3,"head":"abc-5"}',
    '{"cursor":"x","head":"y"}',
  ])('refuses %j', (text) => {
    expect(parseSubscribedNotice(text)).toBeUndefined();
  });
});

describe('parsePollBatch', () => {
  it('reads cursor, gap and messages', () => {
    const batch = { cursor: 'abc-3', gap: true, messages: ['a', 'b'] };
    expect(parsePollBatch(JSON.stringify(batch))).toEqual(batch);
  });

  it.each([
    '',
    '{}',
    '{"cursor":"abc-3"}',
    '{"cursor":"abc-3","messages":"a"}',
    '{"cursor":"abc-3","messages":[1]}',
    '{"cursor":"no cursor","messages":[]}',
  ])('refuses %j', (text) => {
    expect(parsePollBatch(text)).toBeUndefined();
  });
});
