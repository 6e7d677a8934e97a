import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import {
  formatBytes,
  formatDuration,
  parseBytes,
  parseDurationUs,
  parseMeanBytes,
  parseRatePerSecond,
  parseShare,
} from './units.js';

/** The error that reading `text` ends with. */
function errorOf(parse: (text: string) => number, text: string): SquallError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof SquallError) return error;
  }
  throw new Error(`${text} did not end in a SquallError`);
}

describe('parseDurationUs', () => {
  it.each([
    ['0s', 0],
    ['250us', 250],
    ['500ms', 500_000],
    ['2s', 2_000_000],
    ['1.5s', 1_500_000],
    ['1.1s', 1_100_000],
    ['0.000001s', 1],
    ['3m', 180_000_000],
    ['1h', 3_600_000_000],
    [' 2 s ', 2_000_000],
  ])('%s is %d µs', (text, us) => {
    expect(parseDurationUs(text)).toBe(us);
  });

  it.each([
    ['5', 'has no unit'],
    ['5 seconds', 'not a unit of duration'],
    ['5S', 'not a unit of duration'],
    ['-5s', 'not a duration'],
    ['1e3s', 'not a unit of duration'],
    ['', 'not a duration'],
    ['fast', 'not a duration'],
    ['.5s', 'not a duration'],
    ['1.2.3s', 'not a duration'],
    ['0.5us', 'not a whole number of microseconds'],
    ['99999999999h', 'too large'],
    [`${'9'.repeat(400)}s`, 'too large'],
    [`0.${'1'.repeat(400)}s`, 'not a whole number'],
  ])('refuses %j: %s', (text, problem) => {
    const error = errorOf(parseDurationUs, text);
    expect(error.code).toBe('SQUALL_UNIT');
    expect(error.message).toContain(problem);
  });

  it('says what is valid, with an example', () => {
    expect(errorOf(parseDurationUs, '5').remedy).toBe(
      'write a number and one of us, ms, s, m, h, e.g. `500ms`',
    );
  });

  it('reads back what formatDuration writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000_000 }), (us) => {
        expect(parseDurationUs(formatDuration(us))).toBe(us);
      }),
      { seed: 1 },
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [250, '250us'],
    [250_000, '250ms'],
    [1_500, '1.5ms'],
    [1_000_000, '1s'],
    [1_500_000, '1.5s'],
    [90_000_000, '90s'],
    [180_000_000, '3m'],
    [7_200_000_000, '2h'],
  ])('%d µs is %s', (us, text) => {
    expect(formatDuration(us)).toBe(text);
  });
});

describe('parseBytes', () => {
  it.each([
    ['200B', 200],
    ['1KB', 1000],
    ['1KiB', 1024],
    ['1.5KB', 1500],
    ['2MB', 2_000_000],
    ['2MiB', 2_097_152],
    ['1GiB', 1_073_741_824],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['200', '200b', '200 bytes', '1kB', '0.5B', '2TB'])('refuses %s', (text) => {
    expect(errorOf(parseBytes, text).code).toBe('SQUALL_UNIT');
  });

  it('takes fractions for means', () => {
    expect(parseMeanBytes('6.5B')).toBe(6.5);
  });

  it.each([
    [200, '200B'],
    [1000, '1KB'],
    [1024, '1KiB'],
    [1_048_576, '1MiB'],
    [4000, '4KB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('parseRatePerSecond', () => {
  it.each([
    ['20/s', 20],
    ['0.5/s', 0.5],
    ['600/m', 10],
    ['10/m', 1 / 6],
    ['7200/h', 2],
  ])('%s is %d per second', (text, rate) => {
    expect(parseRatePerSecond(text)).toBe(rate);
  });

  it.each(['20', '20/sec', '20 s', '/s', '20Hz'])('refuses %s', (text) => {
    expect(errorOf(parseRatePerSecond, text).remedy).toContain('/s, /m, /h');
  });
});

describe('parseShare', () => {
  it.each([
    ['20%', 0.2],
    ['0.2', 0.2],
    ['1', 1],
    ['100%', 1],
    ['0%', 0],
    ['12.5 %', 0.125],
  ])('%s is %d', (text, share) => {
    expect(parseShare(text)).toBe(share);
  });

  it.each(['101%', '1.5', '20', '-1%', 'half', ''])('refuses %j', (text) => {
    expect(errorOf(parseShare, text).code).toBe('SQUALL_UNIT');
  });
});
