import type { z } from 'zod';
import type { decisionSchema } from './gate-result.js';
import type { Decision, GateVerdict } from './gate-types.js';

const order: readonly GateVerdict[] = ['pass', 'improvement', 'inconclusive', 'regression'];

/** The verdict over several: the worst of them; of none, inconclusive. */
export function worstOf(decisions: readonly Pick<Decision, 'verdict'>[]): GateVerdict {
  if (decisions.length === 0) return 'inconclusive';
  return decisions.reduce<GateVerdict>(
    (worst, { verdict }) => (order.indexOf(verdict) > order.indexOf(worst) ? verdict : worst),
    'pass',
  );
}

/** As results keep it. */
export function copyDecision(decision: Decision): z.infer<typeof decisionSchema> {
  return { ...decision, labels: { ...decision.labels }, ratios: [...decision.ratios] };
}
