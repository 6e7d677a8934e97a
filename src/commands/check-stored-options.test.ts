import { describe, expect, it } from 'vitest';
import { checkStored } from './check-stored-options.js';

describe('checkStored', () => {
  it('refuses what is said of runs to be made', () => {
    const none = { runs: undefined, seed: undefined, results: undefined };
    expect(() => checkStored(none)).not.toThrow();
    expect(() => checkStored({ ...none, seed: 2 })).toThrow(
      '--seed is given with runs that are there already',
    );
  });
});
