import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const sleep = vi.hoisted(() => vi.fn());
vi.mock('node:timers/promises', () => ({ setTimeout: sleep }));

const { drainServer } = await import('./drain.js');
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

describe('draining the server', () => {
  it('is all there is to it without a downtime', async () => {
    const { context, log } = stage({ clients: 400 });
    await drainServer({ ratePerSecond: 100, downtimeUs: undefined })(context);
    expect(log).toEqual([
      'begin drained at 100 connections per second | away false | 1 | unknown | over 4000000',
      'drain 100',
    ]);
  });

  it('is followed by a restart with one, for which nobody is let in from the beginning', async () => {
    const { context, log } = stage({ clients: 400, drainTakesUs: 4_000_000, endTakesUs: 20_000 });
    await drainServer({ ratePerSecond: 100, downtimeUs: 1_000_000 })(context);
    expect(log).toEqual([
      'begin drained at 100 connections per second, then a graceful restart, down for 1 s | away true | 1 | unknown | over 4000000',
      'drain 100, shut',
      'end graceful',
      'replace at 5001000',
      'ready at 5001005',
    ]);
  });

  it('goes from process to process where there are several, each with its share of the clients', async () => {
    const { context, log } = stage({ clients: 400, processes: 2, drainTakesUs: 2_000_000 });
    await drainServer({ ratePerSecond: 100, downtimeUs: 0 })(context);
    expect(log.map((line) => line.replace(/drained.* s \|/, '…'))).toEqual([
      'begin process 1 of 2: … away false | 0.5 | unknown | 0 of 2 | over 2000000',
      '0: drain 100, shut',
      '0: end graceful',
      '0: replace at 2001000',
      'ready at 2001005',
      'begin process 2 of 2: … away false | 0.5 | unknown | 1 of 2 | over 2000000',
      '1: drain 100, shut',
      '1: end graceful',
      '1: replace at 4001000',
      'ready at 4001005',
    ]);
  });

  it('reaches nobody while the server is away', async () => {
    const { context, log } = stage({ listening: false });
    await drainServer({ ratePerSecond: 100, downtimeUs: undefined })(context);
    expect(log[0]).toMatch(/\| 1 \| 0 \|/);
  });
});
