import { activityBinUs } from '../../../metrics/activity.js';
import type { FaultRecord, Measurement } from '../../../metrics/measurement.js';
import { evenLaw } from '../../../reconnect/density/delay-law.js';
import { lawsOfPolicy } from '../../../reconnect/density/delay-laws.js';
import { expectAttempts } from '../../../reconnect/density/expect-attempts.js';
import type { Scenario, Trial } from '../../../scenario/scenario.js';

/** What a trial's storm should have looked like by the policy's definition, whatever the seed. */
export interface ExpectedStorm {
  /** Attempts per bin of 10 ms from the common start to the end of the trial. */
  readonly attempts: Float64Array;
  /** The clients' losses, which it starts from, and whether the server was there for every attempt after one. */
  readonly losses: number;
  readonly isSingleWave: boolean;
}

/**
 * The expectation takes from the trial what is not the policy's to decide: when the clients saw their losses, and when the server was
 * away. The rest is the policy's definition.
 * @returns undefined without losses, for a policy without a law, where a lasting fault holds attempts up, or where the machine sets the rate
 */
export function expectStorm(
  { scenario }: Pick<Trial, 'scenario'>,
  { activity, faults, phases }: Pick<Measurement, 'activity' | 'faults' | 'phases'>,
): ExpectedStorm | undefined {
  const endUs = phases.at(-1)?.endUs ?? 0;
  const losses = new Float64Array(Math.ceil(endUs / activityBinUs));
  for (const { bin, disconnected } of activity) if (bin < losses.length) losses[bin] = disconnected;
  const total = losses.reduce((sum, count) => sum + count, 0);
  const asksClients = scenario.transport === 'sse' && scenario.target === undefined;
  const laws = lawsOfPolicy(scenario.reconnect, asksClients ? scenario.server.retryUs : undefined);
  if (laws === undefined || total === 0 || !isPolicyAlone(scenario, faults, total)) return undefined;
  const absences = faults
    .filter(({ mode }) => mode !== null)
    .map(({ injectedAtUs, readyAtUs }) => ({ fromUs: injectedAtUs, toUs: readyAtUs ?? endUs }));
  const attempts = expectAttempts({
    binUs: activityBinUs,
    losses,
    laws,
    absences,
    // A short-poll client sees its loss at its next poll.
    firstDelay: scenario.transport === 'short-poll' ? evenLaw(0, scenario.poll.periodUs) : undefined,
  });
  return attempts && { attempts, losses: total, isSingleWave: absences.length === 0 };
}

/** Whether nothing but one policy, the losses and the server's absence decide when clients try. */
function isPolicyAlone(
  { clients, fallback, reconnect }: Scenario,
  faults: readonly FaultRecord[],
  losses: number,
): boolean {
  // A connection that did not stay long continues the count of attempts, of which only the client knows.
  const remembers = reconnect.resetAfterUs > 0 && losses > clients.count;
  const differ = clients.cohorts?.some((cohort) => cohort.reconnect !== undefined) ?? false;
  // While a fault lasts attempts neither fail at once nor succeed; while one of several processes is away some do, some don't.
  const isPartly = faults.some(
    ({ endedAtUs, silenced, process }) =>
      endedAtUs !== undefined || silenced !== undefined || process !== undefined,
  );
  return !remembers && !differ && !isPartly && fallback.length === 0;
}
