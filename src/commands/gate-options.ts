import type { Argv } from 'yargs';
import { baselineFolder } from '../storage/baseline.js';

export interface GateArguments {
  subject: string[];
  // What has a default is undefined unless given: where it would say nothing it is refused, not passed over.
  baselines: string | undefined;
  results: string | undefined;
  runs: number | undefined;
  baseline: string | undefined;
  candidate: string | undefined;
  'baseline-scenario': string | undefined;
  'candidate-scenario': string | undefined;
  'baseline-ref': string | undefined;
  'candidate-ref': string | undefined;
  build: string | undefined;
  server: string | undefined;
  pairs: number | undefined;
  delta: string | undefined;
  limit: string[];
  metric: string | undefined;
  only: string[];
  seed: number | undefined;
  sequential: boolean;
  resume: string | undefined;
  effect: string | undefined;
  strict: boolean;
  json: boolean;
  out: string | undefined;
  markdown: string | undefined;
  junit: string | undefined;
  html: string | undefined;
}

export const gateDefaults = {
  baselines: baselineFolder,
  results: 'results',
  runs: 1,
  delta: '5%',
  effect: '20%',
} as const;

export function addGateOptions(args: Argv): Argv<GateArguments> {
  return addPairOptions(addOutputs(addBasics(args)));
}

function addBasics(args: Argv) {
  return args
    .positional('subject', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'A scenario, folders of its runs, or `calibrate` and a scenario',
    })
    .option('baselines', {
      type: 'string',
      defaultDescription: gateDefaults.baselines,
      describe: 'Folder of the baselines',
    })
    .option('results', {
      type: 'string',
      defaultDescription: gateDefaults.results,
      describe: 'Folder for what is measured',
    })
    .option('runs', {
      type: 'number',
      defaultDescription: String(gateDefaults.runs),
      describe: 'Against a stored baseline: how often to run the scenario',
    })
    .option('only', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'Only trials with this label, e.g. transport=sse; may be given several times',
    })
    .option('seed', { type: 'number', describe: 'Seed, instead of the one in the scenario' })
    .option('metric', { type: 'string', describe: 'Metrics to gate, separated by commas' })
    .option('delta', {
      type: 'string',
      // So that what follows is its value even with a minus sign, and can be told to be none.
      nargs: 1,
      defaultDescription: gateDefaults.delta,
      describe: 'Smallest change for the worse that counts',
    })
    .option('limit', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe:
        'How much worse one metric may get, e.g. "sse: delivery.steady.p99 < +10%"; may be given several times',
    })
    .option('effect', {
      type: 'string',
      nargs: 1,
      defaultDescription: gateDefaults.effect,
      describe: 'calibrate: smallest change that is to be found',
    })
    .option('strict', {
      type: 'boolean',
      default: false,
      describe: 'End with status 4 also when the verdict is inconclusive',
    });
}

function addOutputs<Basics>(args: Argv<Basics>) {
  return args
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print the verdict as JSON (squall/gate@1)',
    })
    .option('out', { type: 'string', describe: 'Also write the verdict as JSON to this file' })
    .option('markdown', { type: 'string', describe: 'Also write it as a comment on a pull request' })
    .option('junit', {
      type: 'string',
      describe: 'Also write it as JUnit XML, for test reports of CI systems',
    })
    .option('html', {
      type: 'string',
      describe: 'Also write it as a page: ratios pair by pair, distributions of both sides',
    });
}

function addPairOptions<Basics>(args: Argv<Basics>) {
  return args
    .option('baseline', { type: 'string', describe: 'Pairs: start command of the old server' })
    .option('candidate', { type: 'string', describe: 'Pairs: start command of the new server' })
    .option('baseline-scenario', { type: 'string', describe: 'Pairs: scenario of the old side' })
    .option('candidate-scenario', { type: 'string', describe: 'Pairs: scenario of the new side' })
    .option('baseline-ref', { type: 'string', describe: 'Pairs: git revision of the old server' })
    .option('candidate-ref', { type: 'string', describe: 'Pairs: git revision of the new server' })
    .option('build', { type: 'string', describe: 'Pairs of revisions: command that builds one' })
    .option('server', { type: 'string', describe: 'Pairs of revisions: command that starts the server' })
    .option('pairs', { type: 'number', describe: 'Pairs of runs; 15 unless calibration says otherwise' })
    .option('sequential', {
      type: 'boolean',
      default: false,
      describe: 'Pairs: stop as soon as the answer is clear; the chance of a false alarm stays',
    })
    .option('resume', { type: 'string', describe: 'Folder of an interrupted gate to go on with' })
    .example('$0 gate my.yaml', 'exact figures against the stored baseline')
    .example('$0 gate my.yaml --baseline "node old.js" --candidate "node new.js"', 'two servers in turn')
    .example('$0 gate --baseline-scenario a.yaml --candidate-scenario b.yaml', 'two scenarios in turn')
    .example(
      '$0 gate my.yaml --baseline-ref main --candidate-ref HEAD --build "npm ci" --server "node server.js"',
      'two revisions in turn',
    )
    .example(
      '$0 gate my.yaml --markdown gate.md --junit gate.xml --html gate.html',
      'beside the table: a comment, a test report, a page with figures (docs/ci.md)',
    )
    .example(
      '$0 gate my.yaml --out gate.json',
      'the same for programs; `--json` prints it instead of the table',
    )
    .example('$0 gate calibrate my.yaml', "this machine's noise, and how many pairs it takes");
}
