import { setImmediate as turn } from 'node:timers/promises';
import type { Argv, CommandModule } from 'yargs';
import { ExitStatus, SquallError } from '../errors.js';
import { describePolicy } from '../reconnect/describe-policy.js';
import { renderSimulation, type SimulationFormat, simulationFormats } from '../render/simulation.js';
import { startSimulationProgress } from '../render/simulation-progress.js';
import { tabulateContention } from '../render/simulation-tables.js';
import { drawTable } from '../render/terminal-table.js';
import { wantsColours } from '../render/wants-colours.js';
import { parsePolicy } from '../scenario/parse-policy.js';
import { listContention } from '../simulation/contention-table.js';
import { listModelTrials } from '../simulation/facts-of-trial.js';
import { type PlannedCase, planCases } from '../simulation/plan-cases.js';
import { runSimulation } from '../simulation/run-simulation.js';
import {
  type SimulationCase,
  type SimulationReport,
  simulationSchema,
  tellMeasured,
  tellReach,
} from '../simulation/simulation-report.js';
import { loadRun } from '../storage/read-run.js';
import { catchInterrupts } from './catch-interrupts.js';
import { checkCount } from './check-count.js';
import { refuseInputs } from './refuse-inputs.js';
import { addStormOptions, readStormWishes, type StormOptions } from './simulate-options.js';
import { writeOut } from './write-out.js';

interface SimulateArguments extends StormOptions {
  model: 'storm' | 'contention';
  reconnect: string[];
  from: string | undefined;
  trial: string | undefined;
  format: SimulationFormat;
  out: string | undefined;
  json: boolean;
}

export const simulateCommand: CommandModule<object, SimulateArguments> = {
  command: 'simulate',
  describe: 'Simulate a reconnection storm of up to 10 million clients',
  builder: (args) => addOptions(args),
  handler: simulate,
};

function addOptions(args: Argv): Argv<SimulateArguments> {
  return addStormOptions(
    args
      .option('reconnect', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe:
          "Policy in the words of a scenario file, e.g. 'full-jitter base=2s cap=10s'; several are simulated one after the other  [default: full-jitter]",
      })
      .option('from', {
        type: 'string',
        describe: 'Result of a real run to take capacity, outage and policy from, and to stand beside',
      })
      .option('trial', { type: 'string', describe: 'With --from: only the trial with this id' })
      .option('model', {
        choices: ['storm', 'contention'] as const,
        default: 'storm' as const,
        describe: "contention: the model of AWS's back-off simulator, with its constants",
      })
      .option('format', {
        choices: simulationFormats,
        default: 'table' as const,
        describe: 'How to print it',
      })
      .option('out', { type: 'string', describe: 'File to write to instead of standard output' })
      .option('json', { type: 'boolean', default: false, describe: 'The same as --format json' }),
  )
    .example('$0 simulate --clients 10000000 --reconnect full-jitter --json', 'ten million clients')
    .example(
      "$0 simulate --reconnect 'fixed delay=3s' --reconnect 'full-jitter base=3s cap=30s' --outage 10s",
      'two policies before the same servers',
    )
    .example(
      '$0 simulate --clients 50000 --accept-rate 500/s --backlog 128',
      'what a small accept queue does',
    )
    .example('$0 simulate --from results/a', 'every crash of a real run, simulated beside measured')
    .example('$0 simulate --from results/a --clients 1000000 --servers 40', 'the same servers, more of them')
    .example('$0 simulate --model contention', 'calls and completion of 100 contending clients');
}

async function simulate(args: SimulateArguments): Promise<void> {
  if (args.model === 'contention') {
    await contend(args);
    return;
  }
  if (args.out !== undefined && args.from !== undefined)
    await refuseInputs([{ option: '--out', file: args.out }], [args.from]);
  const { cases, from } = await planAll(args);
  const interrupts = catchInterrupts('ending the simulation; its figures so far follow');
  const progress = startSimulationProgress();
  const simulated: SimulationCase[] = [];
  try {
    for (const planned of cases) {
      if (interrupts.signal.aborted) break;
      simulated.push(await simulateCase(planned, interrupts.signal, progress.show));
    }
  } finally {
    progress.stop();
    interrupts.release();
  }
  const { aborted } = interrupts.signal;
  const report: SimulationReport = {
    schema: simulationSchema,
    status: aborted ? 'interrupted' : 'complete',
    from,
    cases: simulated,
    reach: tellReach(cases.slice(0, simulated.length)),
  };
  await print(report, args);
  if (aborted) process.exitCode = ExitStatus.interrupted;
}

async function planAll(
  args: SimulateArguments,
): Promise<{ cases: readonly PlannedCase[]; from: SimulationReport['from'] }> {
  const wishes = readStormWishes(args);
  const policies = args.reconnect.map((text) => parsePolicy(text));
  if (args.from === undefined) {
    if (args.trial !== undefined) {
      throw new SquallError('SQUALL_USAGE', '--trial needs a run', 'name one with --from');
    }
    const chosen = policies.length > 0 ? policies : [parsePolicy('full-jitter')];
    return { cases: planCases(wishes, chosen, []), from: null };
  }
  const run = await loadRun(args.from);
  const trials = listModelTrials(run).filter(
    ({ trial }) => args.trial === undefined || trial.result.id === args.trial,
  );
  if (trials.length === 0) {
    throw new SquallError(
      'SQUALL_USAGE',
      args.trial === undefined
        ? 'no trial of the run has exactly one fault in which a server goes away'
        : `the run has no trial "${args.trial}" with exactly one fault in which a server goes away`,
      'name a run of a scenario with one server-restart',
      { file: args.from },
    );
  }
  return {
    cases: planCases(wishes, policies, trials),
    from: {
      run: run.result.run.id,
      directory: run.directory,
      missing: [...new Set(trials.flatMap(({ missing }) => missing))],
    },
  };
}

async function simulateCase(
  { settings, assumptions, model, isBeside }: PlannedCase,
  signal: AbortSignal,
  show: ReturnType<typeof startSimulationProgress>['show'],
): Promise<SimulationCase> {
  const reconnect = describePolicy(settings.reconnect);
  const outcome = await runSimulation(settings, {
    signal,
    pause: async () => {
      await turn();
    },
    onProgress: (progress) => show(reconnect, progress),
  });
  const measured = model !== undefined && isBeside ? tellMeasured(model) : null;
  return { reconnect, ...outcome, assumptions, measured };
}

async function print(report: SimulationReport, { format, json, out }: SimulateArguments): Promise<void> {
  const colours = out === undefined && wantsColours(process.stdout);
  await writeOut(renderSimulation(report, json ? 'json' : format, { colours }), out);
}

const mostContenders = 10_000;

/** The model has its own constants: of the options it takes those that say how many, how often and in what form. */
async function contend({ clients = 100, seed = 1, json, format, out }: SimulateArguments): Promise<void> {
  checkCount('clients', clients, 1, mostContenders);
  const rows = listContention(seed, clients);
  const options = { colours: out === undefined && wantsColours(process.stdout) };
  const text =
    json || format === 'json'
      ? JSON.stringify({ schema: 'squall/contention@1', seed, clients, policies: rows })
      : drawTable(tabulateContention(rows, clients), options);
  await writeOut(`${text}\n`, out);
}
