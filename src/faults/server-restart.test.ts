import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const sleep = vi.hoisted(() => vi.fn());
vi.mock('node:timers/promises', () => ({ setTimeout: sleep }));

const { restartServer } = await import('./server-restart.js');
const { stageFault } = await import('./testing/fault-stage.js');

type Staged = ReturnType<typeof stageFault>;

/** Lets the fault's sleep pass on the staged clock. */
function letTimePass({ time }: Staged): void {
  sleep.mockImplementation(
    async (delayMs: number, _value: undefined, { signal }: { signal: AbortSignal }) => {
      signal.throwIfAborted();
      time.advanceTo(time.nowUs() + delayMs * 1_000);
    },
  );
}

beforeEach(() => void sleep.mockReset());
afterEach(() => void vi.restoreAllMocks());

describe('restarting the server', () => {
  it.each(['crash', 'graceful'] as const)(
    'ends it (%s), waits out the downtime and replaces it',
    async (mode) => {
      const staged = stageFault({ endTakesUs: 200_000 });
      letTimePass(staged);
      await restartServer({ mode, downtimeUs: 1_500_000 })(staged.context);
      const name = mode === 'crash' ? 'crash' : 'graceful restart';
      expect(staged.log).toEqual([
        `begin ${name}, down for 1.5 s | away true | 1 | unknown`,
        `end ${mode}`,
        'replace at 1501000',
        'ready at 1501005',
      ]);
    },
  );

  it('is down longer when the end takes longer than the downtime', async () => {
    const staged = stageFault({ endTakesUs: 3_000_000 });
    letTimePass(staged);
    await restartServer({ mode: 'graceful', downtimeUs: 1_000_000 })(staged.context);
    expect(sleep).toHaveBeenCalledWith(0, undefined, expect.anything());
    expect(staged.log.at(-1)).toBe('ready at 3001005');
  });

  it('brings nothing back when the run is interrupted meanwhile', async () => {
    const staged = stageFault();
    letTimePass(staged);
    staged.abort.abort();
    await expect(restartServer({ mode: 'crash', downtimeUs: 1 })(staged.context)).rejects.toThrow(/abort/i);
    expect(staged.log.at(-1)).toBe('end crash');
  });
});
