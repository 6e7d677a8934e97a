import type { PolicyName } from '../scenario/scenario.js';
import { contentionBackoff, contentionPolicies, simulateContention } from './contention.js';

/** One policy under contention, beside the name that AWS's simulator gives it. */
export interface ContentionRow {
  readonly policy: PolicyName;
  readonly name: string;
  /** Means over the trials. */
  readonly calls: number;
  readonly completionUs: number;
}

const names: Readonly<Record<(typeof contentionPolicies)[number], string>> = {
  immediate: 'None',
  exponential: 'Exponential',
  'equal-jitter': 'EqualJitter',
  'full-jitter': 'FullJitter',
  'decorrelated-jitter': 'Decorr',
};

/** As many trials as the simulator makes. */
export const contentionTrials = 100;

export function listContention(seed: number, clients: number, trials = contentionTrials): ContentionRow[] {
  return contentionPolicies.map((policy) => {
    const reconnect = { ...contentionBackoff, policy, delayUs: 0, resetAfterUs: 0, connectTimeoutUs: 0 };
    return { policy, name: names[policy], ...simulateContention({ seed, clients, reconnect, trials }) };
  });
}
