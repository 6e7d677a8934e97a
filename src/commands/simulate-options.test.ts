import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { readStormWishes, type StormOptions } from './simulate-options.js';

const nothing: StormOptions = {
  clients: undefined,
  seed: undefined,
  outage: undefined,
  'while-away': undefined,
  'loss-over': undefined,
  rtt: undefined,
  servers: undefined,
  'accept-rate': undefined,
  'handshake-cost': undefined,
  backlog: undefined,
  admission: undefined,
  'syn-linear': undefined,
  until: undefined,
};

describe('readStormWishes', () => {
  it('wishes for nothing that is not given', () => {
    expect(Object.values(readStormWishes(nothing)).filter((wish) => wish !== undefined)).toEqual([]);
  });

  it('reads quantities as people write them', () => {
    const options = {
      ...nothing,
      outage: '5s',
      rtt: '20ms',
      'accept-rate': '600/m',
      'handshake-cost': '250us',
    };
    expect(readStormWishes(options)).toMatchObject({
      outageUs: 5_000_000,
      roundTripUs: 20_000,
      acceptPerSecond: 10,
      handshakeUs: 250,
    });
  });

  it('reads admission in words', () => {
    const read = (admission: string) => readStormWishes({ ...nothing, admission }).admission;
    expect(read('rate=2000/s burst=500 retryAfter=5s jitter=50%')).toEqual({
      ratePerSecond: 2000,
      burst: 500,
      retryAfterUs: 5_000_000,
      jitter: 0.5,
    });
    expect(read('rate=300/s')).toEqual({
      ratePerSecond: 300,
      burst: 300,
      retryAfterUs: undefined,
      jitter: 0,
    });
  });

  it.each<[Partial<StormOptions>, string]>([
    [{ clients: 10_000_001 }, 'SQUALL_USAGE'],
    [{ clients: 1.5 }, 'SQUALL_USAGE'],
    [{ rtt: '0s' }, 'SQUALL_VALUE'],
    [{ outage: '5' }, 'SQUALL_UNIT'],
    [{ until: '25h' }, 'SQUALL_VALUE'],
    [{ 'accept-rate': '0/s' }, 'SQUALL_VALUE'],
    [{ admission: 'burst=5' }, 'SQUALL_USAGE'],
    [{ admission: 'rate=5/s size=3' }, 'SQUALL_USAGE'],
    [{ admission: 'rate=5/s burst=0' }, 'SQUALL_VALUE'],
    [{ admission: 'rate=5/s jitter=120%' }, 'SQUALL_UNIT'],
  ])('refuses %o', (options, code) => {
    let error: unknown;
    try {
      readStormWishes({ ...nothing, ...options });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SquallError);
    expect((error as SquallError).code).toBe(code);
  });
});
