import { SquallError } from '../errors.js';
import { parseScenario } from './parse-scenario.js';
import { quote } from './quote.js';
import type { ReconnectSettings } from './scenario.js';

/**
 * Reads a reconnect policy as reports and command lines write it: `full-jitter base=2s cap=10s`. Names, keys, defaults and
 * bounds are those of `reconnect` in a scenario file, because they are checked as one.
 * @param option what to call it in errors: `--reconnect`
 * @throws SquallError as for a scenario file, SQUALL_USAGE when the words are not `key=value`
 */
export function parsePolicyWords(text: string, option: string): ReconnectSettings {
  const [policy = '', ...words] = text.trim().split(/\s+/);
  const pairs = words.map((word) => {
    const at = word.indexOf('=');
    if (at > 0 && at < word.length - 1 && !/[,{}[\]#]/.test(word))
      return `${word.slice(0, at)}: ${word.slice(at + 1)}`;
    throw new SquallError(
      'SQUALL_USAGE',
      `${quote(word)} in ${option} is not a key and a value`,
      'write the policy and its keys in one word each, e.g. `full-jitter base=2s cap=10s`',
    );
  });
  const keys = [`policy: ${JSON.stringify(policy)}`, ...pairs].join(', ');
  const yaml = `name: words\nclients: { count: 1 }\npublish: { rate: 1/s }\nduration: 1s\nreconnect: { ${keys} }\n`;
  try {
    const [cell] = parseScenario(yaml, option).cells;
    if (cell !== undefined) return cell.scenario.reconnect;
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    // Line and column would be those of a file that nobody wrote.
    const key = error.place.key?.replace(/^reconnect\./, '');
    throw new SquallError(error.code, error.message, error.remedy, {
      key: key === undefined || key === 'reconnect' ? option : `${option}: ${key}`,
    });
  }
  throw new SquallError('SQUALL_USAGE', `${quote(text)} is no policy`, 'see `squall list policies`');
}
