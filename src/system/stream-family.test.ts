import { describe, expect, it } from 'vitest';
import { randomStream } from './random.js';
import { StreamFamily } from './stream-family.js';

describe('StreamFamily', () => {
  it.each([0, 1, 7, 2 ** 31, 2 ** 40 + 5])('draws what randomStream draws, for seed %d', (seed) => {
    const family = new StreamFamily(seed, 'reconnect');
    for (let client = 0; client < 500; client++) {
      for (let loss = 0; loss < 3; loss++) {
        for (let attempt = 0; attempt < 4; attempt++) {
          const wanted = randomStream(seed, 'reconnect', client * 8_191, loss, attempt);
          const own = family.open(client * 8_191, loss, attempt);
          expect([own(), own(), own()]).toEqual([wanted(), wanted(), wanted()]);
        }
      }
    }
  });

  it('ends a stream when the next is opened', () => {
    const family = new StreamFamily(1, 'a');
    const first = family.open(1, 0, 0);
    family.open(2, 0, 0);
    expect(first()).toBe(randomStream(1, 'a', 2, 0, 0)());
  });
});
