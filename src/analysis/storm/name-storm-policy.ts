import type { TrialResult } from '../../storage/result.js';

/**
 * By what policy those clients came back that lost a connection. Cohorts may have policies of their own, and a fault may have hit only
 * some of them; with several they are told with the names of the cohorts: `immediate (stubborn) and full jitter (others)`.
 */
export function nameStormPolicy({ plan, cohorts = [] }: Pick<TrialResult, 'plan' | 'cohorts'>): string {
  const cut = cohorts.filter(({ disconnected }) => disconnected > 0);
  const policies = [...new Set(cut.map(({ reconnect }) => reconnect))];
  if (policies.length <= 1) return policies[0] ?? plan.reconnect;
  return policies
    .map((policy) => {
      const names = cut.filter(({ reconnect }) => reconnect === policy).map(({ name }) => name);
      return `${policy} (${names.join(', ')})`;
    })
    .join(' and ');
}
