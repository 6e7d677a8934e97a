import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { describePolicy } from '../reconnect/describe-policy.js';
import { parsePolicyWords } from './parse-policy-words.js';

function failWith(text: string): SquallError {
  try {
    parsePolicyWords(text, '--reconnect');
  } catch (error) {
    if (error instanceof SquallError) return error;
  }
  throw new Error('it was read');
}

describe('parsePolicyWords', () => {
  it.each([
    'full-jitter base=2s cap=10s factor=1.5',
    'fixed delay=250ms',
    'immediate',
    'decorrelated-jitter base=500ms cap=10s',
  ])('reads %s as reports write it', (text) => {
    expect(describePolicy(parsePolicyWords(text, '--reconnect'))).toBe(text);
  });

  it('fills in the defaults of scenario files', () => {
    expect(parsePolicyWords(' full-jitter  base=2s', '--reconnect')).toMatchObject({
      policy: 'full-jitter',
      baseUs: 2_000_000,
      capUs: 30_000_000,
      connectTimeoutUs: 10_000_000,
    });
  });

  it.each([
    ['full-jiter', 'SQUALL_UNKNOWN_POLICY'],
    ['full-jitter delay=1s', 'SQUALL_UNKNOWN_KEY'],
    ['full-jitter base=2', 'SQUALL_UNIT'],
    ['full-jitter base', 'SQUALL_USAGE'],
    ['full-jitter base=1s},{', 'SQUALL_USAGE'],
    ['', 'SQUALL_UNKNOWN_POLICY'],
  ])('refuses %s', (text, code) => {
    const error = failWith(text);
    expect(error.code).toBe(code);
    expect(error.toLine()).not.toMatch(/:\d+:\d+/);
  });
});
