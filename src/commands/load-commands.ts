import type { CommandModule } from 'yargs';

/** In the order in which help lists them. */
const loaders: Readonly<Record<string, () => Promise<CommandModule>>> = {
  run: async () => erase((await import('./run.js')).runCommand),
  serve: async () => erase((await import('./serve.js')).serveCommand),
  advise: async () => erase((await import('./advise.js')).adviseCommand),
  compare: async () => erase((await import('./compare.js')).compareCommand),
  gate: async () => erase((await import('./gate.js')).gateCommand),
  baseline: async () => erase((await import('./baseline.js')).baselineCommand),
  report: async () => erase((await import('./report.js')).reportCommand),
  validate: async () => erase((await import('./validate.js')).validateCommand),
  list: async () => erase((await import('./list.js')).listCommand),
  simulate: async () => erase((await import('./simulate.js')).simulateCommand),
  policies: async () => erase((await import('./policies.js')).policiesCommand),
  doctor: async () => erase((await import('./doctor.js')).doctorCommand),
};

/**
 * The commands the program offers. Only the named one is loaded when there is one of that name: every reference server
 * is a process of this program, and those who time its start should not wait for the parts that render reports.
 */
export async function loadCommands(named: string | undefined): Promise<readonly CommandModule[]> {
  const load = named === undefined || !Object.hasOwn(loaders, named) ? undefined : loaders[named];
  return load === undefined ? Promise.all(Object.values(loaders).map((each) => each())) : [await load()];
}

/** yargs types a list of commands without their arguments; each command's own handler keeps its types. */
function erase<Arguments>(command: CommandModule<object, Arguments>): CommandModule {
  return command as unknown as CommandModule;
}
