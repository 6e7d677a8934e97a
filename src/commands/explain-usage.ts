import { SquallError } from '../errors.js';
import { suggestNearest } from '../scenario/suggest-nearest.js';

/**
 * Says in one line what yargs objects to in a command line.
 * @param message as yargs words it, perhaps over several lines
 * @param commands how each command is written, e.g. `run <file>`
 * @param given the command line, without the program's own name
 */
export function explainUsage(
  message: string,
  commands: readonly string[],
  given: readonly string[] = [],
): SquallError {
  const problem = message.trim().replace(/\s*\n\s*/g, ' ');
  const names = commands.map(nameOf);
  const command = commands.find((candidate) => nameOf(candidate) === given[0]);
  const help = `see \`squall ${command === undefined ? '' : `${nameOf(command)} `}--help\``;
  const unknown = /^Unknown commands?: (.+)$/.exec(problem)?.[1]?.split(', ')[0];
  // Words that a command has no place for are unknown commands to yargs, too.
  if (unknown !== undefined && command !== undefined) {
    return usage(`\`squall ${command}\` takes no further argument \`${unknown}\``, `remove it, or ${help}`);
  }
  if (unknown !== undefined) {
    const nearest = suggestNearest(unknown, names);
    const guess = nearest === undefined ? '' : `did you mean \`${nearest}\`? `;
    return usage(`there is no command \`${unknown}\``, `${guess}the commands are ${names.join(', ')}`);
  }
  if (command !== undefined && problem.startsWith('Not enough non-option arguments')) {
    return usage(`an argument is missing: \`squall ${command}\``, help);
  }
  return usage(problem, help);
}

function nameOf(command: string): string {
  return command.split(' ')[0] ?? '';
}

function usage(problem: string, remedy: string): SquallError {
  return new SquallError('SQUALL_USAGE', problem, remedy);
}
