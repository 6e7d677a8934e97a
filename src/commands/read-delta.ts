import { SquallError } from '../errors.js';

/** From here on a change has to be so large that whoever meant something else should hear of it. */
const warnFrom = 0.5;

/**
 * Reads how large a relative change counts, `5%` or `0.05`.
 * @param option without its dashes
 * @param say takes a line for whoever may have meant something else
 * @returns the share, 0.05
 * @throws SquallError SQUALL_UNIT for what is none, below 0 % or from 100 % on
 */
export function readDelta(
  option: string,
  text: string,
  say: (line: string) => void = (line) => process.stderr.write(line),
): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(share < 1)) {
    const remedy = 'write a percentage from 0% to below 100%, e.g. `5%`, or a number below 1, e.g. `0.05`';
    throw new SquallError('SQUALL_UNIT', `"${text}" is no change that could count`, remedy, {
      key: `--${option}`,
    });
  }
  if (share >= warnFrom) {
    say(`squall: --${option} ${text}: whatever gets worse by less than that passes\n`);
  }
  return share;
}
