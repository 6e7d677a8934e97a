import type { PolicyName, ReconnectSettings } from '../scenario/scenario.js';

/** The parameters that each policy makes use of. */
export const policyParameters: Record<PolicyName, readonly ('delay' | 'base' | 'cap' | 'factor')[]> = {
  immediate: [],
  fixed: ['delay'],
  exponential: ['base', 'cap', 'factor'],
  'full-jitter': ['base', 'cap', 'factor'],
  'equal-jitter': ['base', 'cap', 'factor'],
  'decorrelated-jitter': ['base', 'cap'],
  server: ['delay'],
};

/** A policy with its parameters in words: `full-jitter base=2s cap=10s factor=2`. */
export function describePolicy(settings: ReconnectSettings): string {
  const values = {
    delay: seconds(settings.delayUs),
    base: seconds(settings.baseUs),
    cap: seconds(settings.capUs),
    factor: String(settings.factor),
  };
  return [
    settings.policy,
    ...policyParameters[settings.policy].map((name) => `${name}=${values[name]}`),
  ].join(' ');
}

function seconds(us: number): string {
  return us < 1e6 && us > 0 ? `${us / 1e3}ms` : `${us / 1e6}s`;
}
