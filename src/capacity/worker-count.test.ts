import { describe, expect, it } from 'vitest';
import { makeLimits } from './testing/make-limits.js';
import { chooseWorkerCount } from './worker-count.js';

describe('chooseWorkerCount', () => {
  it.each<[string, number | undefined, number | undefined, number, number | null, number]>([
    ['as the scenario says', 10, 7, 2, 1_024, 7],
    ['one per core', 1_000, undefined, 4, 20_000, 4],
    ['no more than there are clients', 3, undefined, 8, 20_000, 3],
    ['more where descriptors ask for it', 5_000, undefined, 2, 1_024, 5],
    ['just as many as fit', 4_000, undefined, 2, 1_024, 4],
    ['one more for one client more', 4_001, undefined, 2, 1_024, 5],
    ['by cores alone where descriptors are unlimited', 50_000, undefined, 2, null, 2],
    ['one per client under an absurd limit', 5, undefined, 2, 10, 5],
    ['by cores while nobody knows how many clients', undefined, undefined, 2, 1_024, 2],
    ['never more than 256', 1_000_000, undefined, 2, 1_024, 256],
  ])('%s', (_name, clients, workers, cores, hard, expected) => {
    const limits = makeLimits({ cores, descriptors: { soft: null, hard } });
    expect(chooseWorkerCount({ clients, workers, connectionsPerClient: 1 }, limits)).toBe(expected);
  });

  it('counts two descriptors for a client that has two connections', () => {
    const limits = makeLimits({ cores: 2, descriptors: { soft: null, hard: 1_024 } });
    expect(chooseWorkerCount({ clients: 2_001, workers: undefined, connectionsPerClient: 2 }, limits)).toBe(
      5,
    );
  });
});
