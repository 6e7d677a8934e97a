import { resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { ExitStatus } from '../errors.js';
import { checkWireMode, chooseNetwork } from '../network/choose-network.js';
import { startProgress } from '../render/progress.js';
import { renderTerminalTable } from '../render/terminal-table.js';
import { wantsColours } from '../render/wants-colours.js';
import { prepareReports, reportFormats, writeReports } from '../render/write-reports.js';
import { loadPlan } from '../scenario/load-plan.js';
import { loadRun } from '../storage/read-run.js';
import type { RunResult } from '../storage/result.js';
import { hostClock } from '../system/clock.js';
import { mostSourceAddresses } from '../system/ports.js';
import { requireLinux } from '../system/require-linux.js';
import { recruitProcess } from '../workers/crew.js';
import { runPlan } from '../workers/run-plan.js';
import { adjustPlan } from './adjust-plan.js';
import { catchInterrupts } from './catch-interrupts.js';
import { checkCount } from './check-count.js';

interface RunArguments {
  file: string;
  results: string;
  reports: string;
  workers: number | undefined;
  seed: number | undefined;
  only: string[];
  'ignore-limits': boolean;
  'source-addresses': number | undefined;
  wire: string | undefined;
  report: boolean;
  floor: boolean;
  json: boolean;
}

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run <file>',
  describe: 'Run a scenario and report on it',
  builder: (args) => addOptions(args),
  handler: run,
};

function addOptions(args: Argv): Argv<RunArguments> {
  return args
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'Scenario file, or the name of a shipped one',
    })
    .option('results', { type: 'string', default: 'results', describe: 'Folder for what is measured' })
    .option('reports', { type: 'string', default: 'reports', describe: 'Folder for the reports' })
    .option('workers', { type: 'number', describe: 'Load processes, instead of what the scenario says' })
    .option('seed', { type: 'number', describe: 'Seed, instead of the one in the scenario' })
    .option('only', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe: 'Run only trials with this label, e.g. transport=sse; may be given several times',
    })
    .option('ignore-limits', {
      type: 'boolean',
      default: false,
      describe: 'Run into limits of this machine that `squall doctor` foresees, instead of refusing',
    })
    .option('source-addresses', {
      type: 'number',
      describe: 'Loopback addresses to spread clients over; 1 leaves the address to the system',
    })
    .option('wire', {
      type: 'string',
      describe:
        'Also count packets, headers and acknowledgements: --wire=namespaces at an interface (root), --wire=sockets by the kernel; a bare --wire takes the better one that works here',
    })
    .option('report', {
      type: 'boolean',
      default: true,
      describe: 'Render reports at the end; --no-report leaves them out',
    })
    .option('floor', {
      type: 'boolean',
      default: true,
      describe: "Measure the instrument's own floor before the first trial; --no-floor saves five seconds",
    })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print the result as JSON on standard output',
    })
    .example('$0 run quickstart', 'all transports through one crash')
    .example('$0 run scenarios/transports.yaml --only transport=sse', 'one transport of a matrix')
    .example('$0 run my.yaml --json --no-report > result.json', 'for a script');
}

async function run(args: RunArguments): Promise<void> {
  requireLinux();
  checkCount('source-addresses', args['source-addresses'], 1, mostSourceAddresses);
  const wire = checkWireMode(args.wire);
  const plan = adjustPlan(await loadPlan(args.file), args);
  for (const { place, message, remedy } of plan.notices) {
    process.stderr.write(`squall: note: ${place.key ?? plan.file}: ${message}; ${remedy}\n`);
  }
  const network = chooseNetwork(wire);
  if (network.note !== undefined) process.stderr.write(`squall: note: ${network.note}\n`);
  const interrupts = catchInterrupts();
  const progress = startProgress();
  try {
    const { directory, result } = await runPlan({
      plan,
      resultsDirectory: resolve(args.results),
      beforeWriting: async () => {
        if (args.report) await prepareReports(resolve(args.reports), '--reports');
      },
      floor: args.floor,
      clock: hostClock,
      recruit: recruitProcess,
      openNetwork: network.open,
      signal: interrupts.signal,
      emit: progress.emit,
      ignoreLimits: args['ignore-limits'],
      sourceAddresses: args['source-addresses'],
    });
    progress.stop();
    await tellResult(directory, result, args);
    process.exitCode = chooseStatus(result);
  } finally {
    progress.stop();
    interrupts.release();
  }
}

async function tellResult(
  directory: string,
  result: RunResult,
  { reports, report, json }: RunArguments,
): Promise<void> {
  if (result.trials.length === 0) {
    process.stderr.write('squall: interrupted before the first trial had measured anything\n');
    if (json) printJson(result);
    return;
  }
  const loaded = await loadRun(directory);
  const paths = report
    ? await writeReports(loaded, resolve(reports, result.run.id), reportFormats, '--reports')
    : [];
  if (json) {
    printJson(result);
    return;
  }
  process.stdout.write(`${renderTerminalTable(loaded, { colours: wantsColours(process.stdout) })}\n`);
  process.stdout.write(`result: ${directory}\n`);
  // The page that people open comes last, where it is seen.
  for (const path of paths.toReversed()) process.stdout.write(`report: ${path}\n`);
}

function printJson(result: RunResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** An invalid run cannot be held against thresholds, so it outranks a failed one. */
function chooseStatus({ run, trials }: RunResult): ExitStatus {
  if (run.status === 'interrupted') return ExitStatus.interrupted;
  if (trials.some(({ validity }) => validity.status === 'invalid')) return ExitStatus.runInvalid;
  if (trials.some(({ thresholds }) => thresholds.some(({ holds }) => !holds)))
    return ExitStatus.thresholdFailed;
  return ExitStatus.ok;
}
