#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { describeFailure } from './commands/describe-failure.js';
import { explainUsage } from './commands/explain-usage.js';
import { keepLastOfRepeated } from './commands/keep-last-of-repeated.js';
import { loadCommands } from './commands/load-commands.js';
import { partBareWire } from './commands/part-bare-wire.js';
import { listShippedScenarios } from './scenario/shipped-scenarios.js';
import { readSquallVersion } from './system/package-root.js';

// Whoever reads the output may have gone (`| head`): standard output then ends quietly, and a run goes on without its
// progress lines rather than lose what it measured.
process.stdout.on('error', ignoreBrokenPipe);
process.stderr.on('error', ignoreBrokenPipe);

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

const given = partBareWire(hideBin(process.argv), listShippedScenarios);
const commands = await loadCommands(given[0]);

const program = yargs(given)
  .scriptName('squall')
  .usage(
    '$0 <command>\n\nMeasures real-time transports under load, and what happens to them when servers go away.',
  )
  .command([...commands])
  .demandCommand(1, 'name a command')
  .strictCommands()
  .strict()
  .middleware(keepLastOfRepeated, true)
  .version(readSquallVersion())
  .alias('help', 'h')
  .wrap(Math.min(110, process.stdout.columns ?? 80))
  .epilogue(
    'Exit status: 0 ok, 1 internal error, 2 bad input, 3 a threshold failed or a gate found something worse, 4 the run was invalid, 130 interrupted.',
  )
  .exitProcess(false)
  .fail((message, error) => {
    // Most mistakes come as a message alone, an option without its value as an error of yargs' own.
    const isUsage = error === undefined || error === null || error.name === 'YError';
    throw isUsage
      ? explainUsage(
          message ?? error?.message ?? '',
          commands.map(({ command }) => String(command)),
          given,
        )
      : error;
  });

try {
  await program.parseAsync();
} catch (error) {
  const { line, exit } = describeFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = exit;
}
