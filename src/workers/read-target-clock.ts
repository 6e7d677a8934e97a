import { SquallError } from '../errors.js';
import { exchangeClocks } from '../load/exchange-clocks.js';
import type { TargetSettings } from '../scenario/target.js';
import { resolveVariables } from '../scenario/variables.js';
import type { Clock } from '../system/clock.js';
import { type ClockOffset, estimateClockOffset } from '../system/clock-offset.js';
import type { Redact } from './redact-secrets.js';

/** Enough for one of them to find the network idle. */
const exchanges = 50;

/**
 * How far a target's clock is from this host's; undefined when the scenario names none.
 * @throws SquallError SQUALL_TARGET when it cannot be read
 */
export async function readTargetClock(
  target: TargetSettings,
  variables: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  redact: Redact,
): Promise<ClockOffset | undefined> {
  if (target.clock === undefined) return undefined;
  try {
    return estimateClockOffset(
      await exchangeClocks(resolveVariables(target.clock, variables), exchanges, clock),
    );
  } catch (error) {
    throw new SquallError(
      'SQUALL_TARGET',
      redact(
        `the clock of ${target.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      ),
      'see what target.clock answers (docs/protocol.md says what it should), or leave it out',
      { key: 'target.clock' },
    );
  }
}
