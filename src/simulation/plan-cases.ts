import { describePolicy } from '../reconnect/describe-policy.js';
import type { ReconnectSettings } from '../scenario/scenario.js';
import { type AssumedStorm, assumeStorm, type StormWishes } from './assumptions.js';
import type { ModelTrial } from './facts-of-trial.js';

/** One storm to simulate. */
export interface PlannedCase extends AssumedStorm {
  /** The real trial that facts are taken from. */
  readonly model: ModelTrial | undefined;
  /** Nothing but the seed was changed, so that the trial's figures may stand beside the simulated ones. */
  readonly isBeside: boolean;
}

/**
 * Without a run: each policy once. With one: each of its trials as it was or, given policies, each policy before each server
 * that was measured.
 * @param policies empty: those of the trials
 */
export function planCases(
  wishes: StormWishes,
  policies: readonly ReconnectSettings[],
  trials: readonly ModelTrial[],
): PlannedCase[] {
  if (trials.length === 0) return policies.map((reconnect) => plan(wishes, reconnect, undefined));
  const cases = trials.flatMap((model) => {
    const chosen = policies.length > 0 ? policies : [model.scenario.reconnect];
    return chosen.map((reconnect) => plan(wishes, reconnect, model));
  });
  // Trials that differ in their policy only are the same server to a policy that is given.
  const seen = new Set<string>();
  return cases.filter(({ settings, isBeside }) => {
    const key = JSON.stringify([settings.reconnect, settings.clients, settings.servers.backlog]);
    if (policies.length === 0 || isBeside) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function plan(wishes: StormWishes, reconnect: ReconnectSettings, model: ModelTrial | undefined): PlannedCase {
  const reconnectWords = describePolicy(reconnect);
  const isOwnPolicy =
    model !== undefined && JSON.stringify(model.scenario.reconnect) === JSON.stringify(reconnect);
  const { reconnect: stated, ...facts } = model?.facts ?? {};
  const assumed = assumeStorm(
    { ...wishes, reconnect, reconnectWords },
    isOwnPolicy ? { ...facts, reconnect: stated } : facts,
  );
  const { seed: _seed, ...others } = wishes;
  const isChanged = Object.values(others).some((wish) => wish !== undefined);
  const isBeside = isOwnPolicy && !isChanged;
  if (!isBeside) return { ...assumed, model, isBeside };
  return { ...assumed, settings: { ...assumed.settings, losses: model.losses }, model, isBeside };
}
