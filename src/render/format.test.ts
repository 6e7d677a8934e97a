import { describe, expect, it } from 'vitest';
import { say, share, us } from '../analysis/report/phrase.js';
import {
  formatBytes,
  formatCell,
  formatCount,
  formatNumber,
  formatPhrase,
  formatPlain,
  formatQuantity,
  formatShare,
  formatUs,
} from './format.js';

describe('formatUs', () => {
  it.each([
    [0, '0'],
    [7.4, '7.4 µs'],
    [850, '850 µs'],
    [999.4, '999 µs'],
    [999.6, '1.00 ms'],
    [3_200, '3.20 ms'],
    [14_578, '14.6 ms'],
    [501_234, '501 ms'],
    [999_499, '999 ms'],
    [999_600, '1.00 s'],
    [1_020_000, '1.02 s'],
    [61_000_000, '61.0 s'],
    [119_499_999, '119 s'],
    [125_000_000, '2 min 05 s'],
    [-3_200, '−3.20 ms'],
  ])('%d µs is %s', (value, text) => {
    expect(formatUs(value)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [4.154545, '4.15 B'],
    [412, '412 B'],
    [1_540, '1,540 B'],
    [12_000, '11.7 KiB'],
    [1_048_300, '1 MiB'],
    [100_663_296, '96 MiB'],
    [5 * 2 ** 40, '5 TiB'],
  ])('%d B is %s', (value, text) => {
    expect(formatBytes(value)).toBe(text);
  });
});

describe('formatCount and formatNumber', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [229_000, '229,000'],
    [1_234_567, '1,234,567'],
    [-1_234, '−1,234'],
  ])('%d is %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it.each([
    [1.5, '1.5'],
    [13, '13'],
    [0.012345, '0.0123'],
    [99.96, '100'],
    [24_300, '24,300'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.0021, '0.21 %'],
    [0.00002, '< 0.01 %'],
    [0.999_95, '> 99.99 %'],
    [0.9991, '99.91 %'],
    [0.38, '38 %'],
  ])('%d is %s', (value, text) => {
    expect(formatShare(value)).toBe(text);
  });
});

it('shows a dash for what was not measured', () => {
  expect(formatQuantity(us(null))).toBe('–');
  expect(formatQuantity(us(Number.NaN))).toBe('–');
  expect(formatCell(null)).toBe('–');
  expect(formatPlain(null)).toBe('');
});

it('drops idle zeros in prose and keeps the others', () => {
  expect(formatPhrase(say`${us(7_000_000)} after ${us(3_200)}, ${12_345} times, ${share(0.5)}`)).toBe(
    '7 s after 3.20 ms, 12,345 times, 50 %',
  );
});
