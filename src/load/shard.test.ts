import { describe, expect, it } from 'vitest';
import { findInShard, listShard } from './shard.js';

function split(total: number, workers: number): number[][] {
  return Array.from({ length: workers }, (_, worker) => listShard(total, workers, worker));
}

describe('listShard', () => {
  it('splits 10 over 3 into 4 + 3 + 3', () => {
    expect(split(10, 3)).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7],
      [2, 5, 8],
    ]);
  });

  it('gives every client to exactly one worker for every split of up to 120 over up to 20', () => {
    for (let total = 0; total <= 120; total++) {
      for (let workers = 1; workers <= 20; workers++) {
        const shards = split(total, workers);
        const all = shards.flat().sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: total }, (_, client) => client));
        const sizes = shards.map((shard) => shard.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('findInShard', () => {
  it('finds each client where listShard put it, and nowhere else', () => {
    for (const [worker, shard] of split(50, 7).entries()) {
      for (let client = 0; client < 50; client++) {
        const at = shard.indexOf(client);
        expect(findInShard(client, 7, worker)).toBe(at < 0 ? undefined : at);
      }
    }
  });
});
