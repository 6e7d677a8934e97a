import { SquallError } from '../errors.js';

/** Refuses a number of the command line that is no whole one within bounds; one not given passes. */
export function checkCount(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new SquallError(
    'SQUALL_USAGE',
    `--${name} must be a whole number from ${least} to ${most}`,
    `leave --${name} out or correct it`,
  );
}
