import type { Measurement } from '../../metrics/measurement.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { TrialResult } from '../../storage/result.js';
import type { ClientAccount } from './ledger.js';
import { summariseAcks } from './summarise-acks.js';
import { summariseChat } from './summarise-chat.js';
import { summariseCohorts } from './summarise-cohorts.js';
import { summariseTokens } from './summarise-tokens.js';

/** The figures that only some scenarios have; undefined where a scenario has nothing of the kind. */
export type WorkloadFigures = Pick<TrialResult, 'acks' | 'chat' | 'cohorts' | 'tokens'>;

export function summariseWorkloads(
  scenario: Scenario,
  measurement: Measurement,
  accounts: readonly ClientAccount[],
): WorkloadFigures {
  return {
    acks: summariseAcks(scenario, measurement),
    chat: summariseChat(scenario, measurement),
    cohorts: summariseCohorts(scenario, measurement, accounts),
    tokens: summariseTokens(scenario, measurement),
  };
}

/** Deliveries beyond published messages and echoes: tokens, and what was heard in rooms. */
export function countFurther({ chat, tokens }: WorkloadFigures): number {
  return (tokens?.ledger.delivered ?? 0) + (chat?.ledger.heard ?? 0);
}

/** Of those, the ones after the warm-up. */
export function countMeasured({ chat, tokens }: WorkloadFigures): number {
  return (tokens?.firstTokenUs.count ?? 0) + (tokens?.gapUs.count ?? 0) + (chat?.hearingUs.count ?? 0);
}
