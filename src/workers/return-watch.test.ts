import { describe, expect, it } from 'vitest';
import type { FaultRecord } from '../metrics/measurement.js';
import { ReturnWatch } from './return-watch.js';

const s = 1_000_000;
const record = (silenced?: number | 'all'): FaultRecord => ({ silenced }) as FaultRecord;

/** A watch over 100 clients, all subscribed, of whose deliveries none is missing. */
function watch() {
  const monitor = { subscribed: 100, expectable: 100, missing: 0 };
  const server = { held: 100 };
  const returns = new ReturnWatch(monitor, () => server.held);
  return { monitor, server, returns, isOver: () => returns.isOver(9 * s, 8 * s, 100) };
}

describe('ReturnWatch', () => {
  it('waits for reports from well after the last cut', () => {
    const { returns } = watch();
    expect(returns.isOver(8 * s + 200_000, 8 * s, 100)).toBe(false);
    expect(returns.isOver(8 * s + 300_000, 8 * s, 100)).toBe(true);
  });

  it('waits for all that were there and have not given up', () => {
    const { monitor, isOver } = watch();
    monitor.subscribed = 99;
    expect(isOver()).toBe(false);
    monitor.expectable = 99;
    expect(isOver()).toBe(true);
  });

  it('waits until the server holds nobody that is not there, after connections went silent', () => {
    const { server, returns, isOver } = watch();
    server.held = 103;
    expect(isOver()).toBe(true);
    returns.noteFault(record(3));
    expect(isOver()).toBe(false);
    server.held = 100;
    expect(isOver()).toBe(true);
  });

  it('waits until those who were never away have what piled up in a silence', () => {
    const { monitor, returns, isOver } = watch();
    monitor.missing = 30;
    returns.noteFault(record('all'));
    monitor.missing = 201;
    expect(isOver()).toBe(false);
    monitor.missing = 200;
    expect(isOver()).toBe(true);
  });

  it('minds nothing that is missing otherwise: what a crash took never comes', () => {
    const { monitor, returns, isOver } = watch();
    returns.noteFault(record());
    monitor.missing = 5_000;
    expect(isOver()).toBe(true);
  });
});
