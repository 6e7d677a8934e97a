import { describe, expect, it } from 'vitest';
import { addByteSplit, type ByteSplit, emptyByteSplit, unaccountedBytes } from './byte-split.js';

const balanced: ByteSplit = {
  received: 1_000,
  sent: 27,
  setup: 400,
  payload: 600,
  compression: -100,
  framing: 64,
  requests: 32,
  heartbeats: 16,
  emptyPolls: 15,
};

describe('byte split', () => {
  it('accounts for every byte when the parts add up', () => {
    expect(unaccountedBytes(balanced)).toBe(0);
    expect(unaccountedBytes(emptyByteSplit())).toBe(0);
  });

  it.each(Object.keys(balanced) as (keyof ByteSplit)[])('shows a byte too many in %s', (part) => {
    const off = unaccountedBytes({ ...balanced, [part]: balanced[part] + 1 });
    expect(off).toBe(part === 'received' || part === 'sent' ? 1 : -1);
  });

  it('adds up part by part', () => {
    const sum = emptyByteSplit();
    addByteSplit(sum, balanced);
    addByteSplit(sum, balanced);
    expect(sum).toEqual(
      Object.fromEntries(Object.entries(balanced).map(([part, bytes]) => [part, 2 * bytes])),
    );
  });
});
