import { expect, it } from 'vitest';
import { AimedStream } from './aimed-stream.js';
import { randomStream } from './random.js';

it('draws what a stream of its own would draw, for any path and any number of draws', () => {
  for (const seed of [0, 1, 11, 2 ** 31, 2 ** 40 + 7]) {
    const stream = new AimedStream(seed, 'reconnect');
    for (const [client, loss, attempt] of [
      [0, 1, 0],
      [1, 1, 0],
      [9_999_999, 1, 40],
      [17, 3, 2_000],
    ] as const) {
      const own = randomStream(seed, 'reconnect', client, loss, attempt);
      stream.aim(client, loss, attempt);
      for (let draw = 0; draw < 5; draw++) expect(stream.draw()).toBe(own());
    }
  }
});

it('begins anew when it is aimed again', () => {
  const stream = new AimedStream(3, 'reconnect');
  stream.aim(1, 2, 3);
  const first = [stream.draw(), stream.draw()];
  stream.aim(1, 2, 4);
  expect(stream.draw()).not.toBe(first[0]);
  stream.aim(1, 2, 3);
  expect([stream.draw(), stream.draw()]).toEqual(first);
});
