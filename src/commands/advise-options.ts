import type { Argv } from 'yargs';
import { sweepablePolicies, usualPolicies } from '../scenario/sweep-settings.js';

export interface AdviseArguments {
  subject: string[];
  peak: string | undefined;
  back: string | undefined;
  lost: string | undefined;
  late: string | undefined;
  limit: string[];
  transports: boolean;
  requirements: string | undefined;
  need: string[];
  policies: string;
  windows: string | undefined;
  caps: string | undefined;
  repeat: number;
  within: string;
  refine: number;
  seed: number | undefined;
  results: string;
  reports: string;
  out: string | undefined;
  floor: boolean;
  json: boolean;
}

export function addAdviseOptions(args: Argv): Argv<AdviseArguments> {
  return addOutputs(addSweep(addRequirements(addLimits(addSubject(args)))))
    .example(
      '$0 advise deploy-restart --peak 2000/s --back 99%:30s --lost 0',
      'sweeps windows and policies, then advises',
    )
    .example('$0 advise my.yaml --peak 500/s --windows 1s,2s,4s --policies full-jitter', 'a small sweep')
    .example('$0 advise transports --transports --need tabs=8 --need resumable=true', 'which transport fits')
    .example('$0 advise results/<run> --peak 800/s', 'again from what was measured, under another limit');
}

function addSubject(args: Argv): Argv<{ subject: string[] }> {
  return args.positional('subject', {
    type: 'string',
    array: true,
    demandOption: true,
    describe: 'A scenario to sweep, or stored results to advise from without running',
  });
}

function addLimits<T>(args: Argv<T>) {
  return args
    .option('peak', { type: 'string', describe: 'Reconnection attempts in the fullest 100 ms, e.g. 2000/s' })
    .option('back', {
      type: 'string',
      describe: 'How soon which share is to be back after the loss, e.g. 99%:30s (50%, 90%, 99%, 100%)',
    })
    .option('lost', { type: 'string', describe: 'Deliveries that may be lost: 0, 100 or 0.1%' })
    .option('late', {
      type: 'string',
      describe: 'Which share of deliveries may be later than this, e.g. 1%:2s (0%, 0.1%, 1%, 10%, 50%)',
    })
    .option('limit', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: "Any threshold, e.g. 'server.cpuSeconds <= 20'; may be given several times",
    });
}

function addRequirements<T>(args: Argv<T>) {
  return args
    .option('transports', {
      type: 'boolean',
      default: false,
      describe: 'Rank the transports: measures all four, or takes the ones that stored results have',
    })
    .option('requirements', {
      type: 'string',
      describe: 'YAML file with what the transport has to do and to live with, under `requirements:`',
    })
    .option('need', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'A requirement as key=value, e.g. direction=both-ways, tabs=8; may be given several times',
    });
}

function addSweep<T>(args: Argv<T>) {
  return args
    .option('policies', {
      type: 'string',
      default: usualPolicies.join(','),
      describe: `Policies to try: ${sweepablePolicies.join(', ')}, and any preset as it ships`,
    })
    .option('windows', {
      type: 'string',
      describe:
        'Longest waits before the first attempt, e.g. 500ms,1s,2s  [default: doubling from the outage to --back]',
    })
    .option('caps', {
      type: 'string',
      describe: "Caps of the back-off, e.g. 5s,30s  [default: the scenario's own]",
    })
    .option('repeat', {
      type: 'number',
      default: 1,
      describe: 'Trials of each setting, with seeds of their own',
    })
    .option('within', {
      type: 'string',
      default: '15m',
      describe: 'How long all trials together may take, those done over and of --refine included',
    })
    .option('refine', {
      type: 'number',
      default: 1,
      describe: 'Rounds of trials between the two windows that bracket the limits; 0 leaves them out',
    })
    .option('seed', { type: 'number', describe: 'Seed, instead of the one in the scenario' });
}

function addOutputs<T>(args: Argv<T>) {
  return args
    .option('results', { type: 'string', default: 'results', describe: 'Folder for what is measured' })
    .option('reports', { type: 'string', default: 'reports', describe: 'Folder for reports and advice' })
    .option('out', { type: 'string', describe: 'Folder for the advice alone  [default: reports/<run>]' })
    .option('floor', {
      type: 'boolean',
      default: true,
      describe: "Measure the instrument's own floor first; --no-floor saves five seconds",
    })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print the advice as JSON on standard output',
    });
}
