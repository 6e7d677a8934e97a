import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor } from './cursor.js';

describe('cursors', () => {
  it.each([
    ['a', 0],
    ['0z9', 999_999_999_999_999],
    ['a'.repeat(32), 17],
  ])('survive the way there and back: %s-%d', (epoch, id) => {
    expect(parseCursor(formatCursor(epoch, id))).toEqual({ epoch, id });
  });

  it.each([
    undefined,
    '',
    '-1',
    'a-',
    'a--1',
    'a-1.5',
    'A-1',
    'a-1 ',
    'a-1\n',
    'a-1-2',
    `${'a'.repeat(33)}-1`,
    'a-1234567890123456',
  ])('are not made of %j', (text) => {
    expect(parseCursor(text)).toBeUndefined();
  });
});
