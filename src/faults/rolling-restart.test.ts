import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const sleep = vi.hoisted(() => vi.fn());
vi.mock('node:timers/promises', () => ({ setTimeout: sleep }));

const { restartRolling } = await import('./rolling-restart.js');
const { stageFault } = await import('./testing/fault-stage.js');

function stage(settings: Parameters<typeof stageFault>[0]) {
  const staged = stageFault(settings);
  sleep.mockImplementation(async (delayMs: number, _: undefined, { signal }: { signal: AbortSignal }) => {
    signal.throwIfAborted();
    staged.time.advanceTo(staged.time.nowUs() + delayMs * 1_000);
  });
  return staged;
}

beforeEach(() => void sleep.mockReset());
afterEach(() => void vi.restoreAllMocks());

describe('a rolling restart', () => {
  it('ends and replaces one process after the other, with its downtime and a pause between them', async () => {
    const { context, log } = stage({ processes: 3, endTakesUs: 100_000 });
    await restartRolling({ mode: 'graceful', downtimeUs: 500_000, pauseUs: 1_000_000 })(context);
    const share = 1 / 3;
    expect(log).toEqual([
      `begin process 1 of 3: graceful restart, down for 0.5 s | away false | ${share} | unknown | 0 of 3`,
      '0: end graceful',
      '0: replace at 501000',
      'ready at 501005',
      `begin process 2 of 3: graceful restart, down for 0.5 s | away false | ${share} | unknown | 1 of 3`,
      '1: end graceful',
      '1: replace at 2001000',
      'ready at 2001005',
      `begin process 3 of 3: graceful restart, down for 0.5 s | away false | ${share} | unknown | 2 of 3`,
      '2: end graceful',
      '2: replace at 3501000',
      'ready at 3501005',
    ]);
  });

  it('of one process is a restart: nobody is there meanwhile', async () => {
    const { context, log } = stage({});
    await restartRolling({ mode: 'crash', downtimeUs: 500_000, pauseUs: 1_000_000 })(context);
    expect(log).toEqual([
      'begin crash, down for 0.5 s | away true | 1 | unknown',
      'end crash',
      'replace at 501000',
      'ready at 501005',
    ]);
  });

  it('goes no further when the run is interrupted', async () => {
    const { context, log, abort } = stage({ processes: 3 });
    abort.abort();
    await expect(restartRolling({ mode: 'crash', downtimeUs: 1, pauseUs: 1 })(context)).rejects.toThrow(
      /abort/i,
    );
    expect(log.at(-1)).toBe('0: end crash');
  });
});
