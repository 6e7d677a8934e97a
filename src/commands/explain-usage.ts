import { SquallError } from '../errors.js';
import { suggestNearest } from '../scenario/suggest-nearest.js';

/**
 * Says in one line what yargs objects to in a command line.
 * @param message as yargs words it, perhaps over several lines
 * @param commands the names of all commands
 */
export function explainUsage(message: string, commands: readonly string[]): SquallError {
  const problem = message.trim().replace(/\s*\n\s*/g, ' ');
  const unknown = /^Unknown commands?: (.+)$/.exec(problem)?.[1]?.split(', ')[0];
  if (unknown === undefined) return new SquallError('SQUALL_USAGE', problem, 'see `squall --help`');
  const nearest = suggestNearest(unknown, commands);
  const guess = nearest === undefined ? '' : `did you mean \`${nearest}\`? `;
  return new SquallError(
    'SQUALL_USAGE',
    `there is no command \`${unknown}\``,
    `${guess}the commands are ${commands.join(', ')}`,
  );
}
