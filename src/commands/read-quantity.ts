import { SquallError } from '../errors.js';

/** What is wrong with a quantity does not say which of the options it is about. */
export function readQuantity(option: string, text: string, parse: (text: string) => number): number {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    throw new SquallError(error.code, error.message, error.remedy, { key: `--${option}` });
  }
}
