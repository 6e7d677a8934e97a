import type { Argv } from 'yargs';

/** The positional argument of every command that reads stored runs. */
export function addResults(args: Argv): Argv<{ result: string[] }> {
  return args.positional('result', {
    type: 'string',
    array: true,
    demandOption: true,
    describe: "A run's folder or the result.json in it",
  });
}
