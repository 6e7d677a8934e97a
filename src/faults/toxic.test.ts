import { beforeEach, describe, expect, it, vi } from 'vitest';

const sleep = vi.hoisted(() => vi.fn());
vi.mock('node:timers/promises', () => ({ setTimeout: sleep }));

const { applyToxic } = await import('./toxic.js');
const { stageFault } = await import('./testing/fault-stage.js');

type Staged = ReturnType<typeof stageFault>;

function letTimePass({ time }: Staged): void {
  sleep.mockImplementation(async (delayMs: number, _: undefined, { signal }: { signal: AbortSignal }) => {
    signal.throwIfAborted();
    time.advanceTo(time.nowUs() + delayMs * 1_000);
  });
}

beforeEach(() => void sleep.mockReset());

describe('a toxic as a fault', () => {
  it('begins, is put to work, lasts, is taken away, and says when it is over', async () => {
    const staged = stageFault();
    letTimePass(staged);
    const toxic = { kind: 'latency', latencyUs: 100_000, jitterUs: 20_000 } as const;
    await applyToxic({ toxic, direction: 'downstream', share: 0.25, forUs: 3_000_000 })(staged.context);
    expect(staged.log).toEqual([
      'begin latency 100ms ± 20ms, downstream, on 25 % of the connections, for 3s | away true | 0 | 0',
      'add latency downstream 0.25',
      'remove 7 at 3001000',
      'over at 3001003',
    ]);
  });

  it('tells of a reset which share it cuts, so that attempts can be foreseen', async () => {
    const staged = stageFault();
    letTimePass(staged);
    await applyToxic({ toxic: { kind: 'reset', afterUs: 0 }, direction: 'both', share: 1, forUs: 0 })(
      staged.context,
    );
    expect(staged.log[0]).toBe('begin reset | away true | 1 | unknown');
    expect(staged.log.at(-1)).toMatch(/^over at/);
  });

  it('ends with the run, whose proxy ends with it', async () => {
    const staged = stageFault();
    letTimePass(staged);
    staged.abort.abort();
    const toxic = { kind: 'blackhole', timeoutUs: 0 } as const;
    const applied = applyToxic({ toxic, direction: 'both', share: 1, forUs: 1_000 })(staged.context);
    await expect(applied).rejects.toThrow(/abort/i);
  });
});
