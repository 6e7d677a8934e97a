import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { describeError, isAbort } from './trial-errors.js';

describe('isAbort', () => {
  it('knows what an interrupt ends with, wherever it arrives', async () => {
    const controller = new AbortController();
    const sleeping = sleep(60_000, undefined, { signal: controller.signal });
    controller.abort();
    await expect(sleeping).rejects.toSatisfy(isAbort);
    expect(() => controller.signal.throwIfAborted()).toThrow(expect.toSatisfy(isAbort));
  });

  it('takes nothing else for one', () => {
    expect(isAbort(new Error('a worker died'))).toBe(false);
    expect(isAbort('AbortError')).toBe(false);
  });
});

it('describes an error in one line', () => {
  expect(describeError(new Error('no space left\n    at write'))).toBe('no space left');
  expect(describeError('gone')).toBe('gone');
});
