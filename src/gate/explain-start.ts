import { SquallError } from '../errors.js';
import type { GateSettings } from './gate-state.js';
import type { Side } from './pair-order.js';

/**
 * A server that does not start is one of two: says which, by the option that named it, and where its command ran.
 * @returns the error itself where it is about something else, or no side is to blame
 */
export function explainStart(error: unknown, side: Side, settings: GateSettings): unknown {
  if (!(error instanceof SquallError) || error.code !== 'SQUALL_TARGET' || settings.kind === 'calibrate') {
    return error;
  }
  const { option, remedy } = describeSide(side, settings);
  return new SquallError(error.code, error.message, remedy ?? error.remedy, { key: option });
}

function describeSide(side: Side, settings: GateSettings): { option: string; remedy?: string } {
  const ref = settings[`${side}Ref`];
  if (ref !== null) {
    const remedy = `check ${ref} out and run \`${settings.server}\` by itself, with SQUALL_PORT set`;
    return { option: `--${side}-ref ${ref}`, remedy };
  }
  const file = settings[`${side}Scenario`];
  if (file !== null) return { option: `--${side}-scenario ${file}` };
  const remedy = `run \`${settings[side]}\` by itself in ${settings.folder}, with SQUALL_PORT set`;
  return { option: `--${side}`, remedy };
}
