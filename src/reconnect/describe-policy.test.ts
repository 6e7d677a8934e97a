import { describe, expect, it } from 'vitest';
import { type TextbookName, textbookNames } from '../scenario/scenario.js';
import { describePolicy } from './describe-policy.js';

const settings = {
  delayUs: 250_000,
  baseUs: 2_000_000,
  capUs: 10_000_000,
  factor: 1.5,
  resetAfterUs: 0,
  connectTimeoutUs: 1,
};

const words: Record<TextbookName, string> = {
  immediate: 'immediate',
  fixed: 'fixed delay=250ms',
  exponential: 'exponential base=2s cap=10s factor=1.5',
  'full-jitter': 'full-jitter base=2s cap=10s factor=1.5',
  'equal-jitter': 'equal-jitter base=2s cap=10s factor=1.5',
  'decorrelated-jitter': 'decorrelated-jitter base=2s cap=10s',
  server: 'server delay=250ms',
};

describe('describePolicy', () => {
  it.each(textbookNames)('names the parameters that %s makes use of, and no others', (policy) => {
    expect(describePolicy({ ...settings, policy })).toBe(words[policy]);
  });

  it.each([
    [0, '0s'],
    [1, '0.001ms'],
    [1_500_000, '1.5s'],
  ])('writes %d µs as %s', (delayUs, text) => {
    expect(describePolicy({ ...settings, policy: 'fixed', delayUs })).toBe(`fixed delay=${text}`);
  });
});
