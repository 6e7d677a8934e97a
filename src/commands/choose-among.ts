import { SquallError } from '../errors.js';

/**
 * Reads an option that is a list of known words separated by commas.
 * @throws SquallError SQUALL_USAGE, naming the words that exist
 */
export function chooseAmong<Word extends string>(
  option: string,
  text: string,
  known: readonly Word[],
): Word[] {
  const words = text.split(',').map((word) => word.trim());
  const chosen: Word[] = [];
  for (const word of words) {
    const found = known.find((candidate) => candidate === word);
    if (found === undefined) {
      throw new SquallError(
        'SQUALL_USAGE',
        `--${option} ${word === '' ? 'is empty' : `knows no "${word}"`}`,
        `choose from ${known.join(', ')}`,
      );
    }
    if (!chosen.includes(found)) chosen.push(found);
  }
  return chosen;
}
