import { describe, expect, it } from 'vitest';
import { renderPolicyList } from '../render/policy-list.js';
import { listPolicies } from './policy-catalogue.js';
import { policyNames } from './scenario.js';

describe('the catalogue of policies', () => {
  const policies = listPolicies();

  it('has each once, with a formula and a source', () => {
    expect(policies.map(({ name }) => name)).toEqual(policyNames);
    for (const { formula, source } of policies) {
      expect(formula).toMatch(/\.$/);
      expect(source.length).toBeGreaterThan(5);
    }
  });

  it.each([
    ['immediate', []],
    ['full-jitter', ['base', 'cap', 'factor', 'resetAfter']],
    [
      'socket.io',
      ['reconnectionDelay', 'reconnectionDelayMax', 'randomizationFactor', 'reconnectionAttempts'],
    ],
    ['rfc6455', ['first', 'cap']],
  ])('names the keys of %s', (name, keys) => {
    expect(policies.find((policy) => policy.name === name)?.keys.map((key) => key.name)).toEqual(keys);
  });

  it('reads as text', () => {
    const text = renderPolicyList(policies);
    expect(text).toContain('signalr (preset)\n  Waits 0, 2, 10 and 30 s');
    expect(text).toContain('keys: delay=1s\n');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
