import type { Argv, CommandModule } from 'yargs';
import { traceTrends } from '../analysis/compare/trace-trends.js';
import { explainNoneValid, refuseIncomparable } from '../analysis/compare-refusals.js';
import { compareRuns, listComparableLabels } from '../analysis/comparison.js';
import { lookUpMetric, type Metric } from '../analysis/metric-catalogue.js';
import { refuseRepeated } from '../analysis/refuse-repeated.js';
import { ExitStatus, SquallError } from '../errors.js';
import { type ComparisonFormat, comparisonFormats, renderComparison } from '../render/comparison.js';
import { renderTrends } from '../render/render-trends.js';
import { wantsColours } from '../render/wants-colours.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { loadRun } from '../storage/read-run.js';
import { addResults } from './add-results.js';
import { refuseInputs } from './refuse-inputs.js';
import { writeOut } from './write-out.js';

interface CompareArguments {
  result: string[];
  by: string | undefined;
  metric: string;
  format: ComparisonFormat;
  out: string | undefined;
  mixed: boolean;
  trend: boolean;
}

/** What a choice between transports or policies usually turns on. */
const usualMetrics = [
  'delivery.steady.p50',
  'delivery.steady.p99',
  'lost',
  'recovered',
  'bytes.overheadPerMessage',
  'server.cpuPerDelivered',
  'storm.peakAttemptsPerSecond',
  'storm.back.p99',
];

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <result..>',
  describe: 'Put trials of one or several runs side by side',
  builder: (args) => addOptions(args),
  handler: compare,
};

function addOptions(args: Argv): Argv<CompareArguments> {
  return addResults(args)
    .option('by', {
      type: 'string',
      describe:
        'Label whose values are the columns: transport, reconnect, another key of the matrix, or run; by any but run, runs of one scenario are pooled',
    })
    .option('metric', {
      type: 'string',
      default: usualMetrics.join(','),
      describe: 'Metrics to compare, separated by commas',
    })
    .option('format', { choices: comparisonFormats, default: 'table' as const, describe: 'How to print it' })
    .option('mixed', {
      type: 'boolean',
      default: false,
      describe: 'Compare runs of different scenarios, too',
    })
    .option('trend', {
      type: 'boolean',
      default: false,
      describe: 'Runs in the order of time, and from which on a metric has another level',
    })
    .option('out', { type: 'string', describe: 'File to write to instead of standard output' })
    .example('$0 compare results/a --by reconnect', 'what a policy changes, transport by transport')
    .example('$0 compare results/before results/after', 'two runs; nothing invalid is ranked')
    .example('$0 compare results/a --by transport --metric delivery.steady.p99,lost', 'chosen metrics')
    .example('$0 compare --trend results/* --metric delivery.steady.p99', 'when it changed')
    .example('$0 compare results/a --format html --out compare.html', 'a page to hand on');
}

async function compare({ result, by, metric, format, out, mixed, trend }: CompareArguments): Promise<void> {
  const metrics = metric.split(',').map((name) => readMetricName(name.trim()));
  if (trend && by !== undefined)
    throw new SquallError('SQUALL_USAGE', '--trend follows each trial by itself', 'leave --by out');
  if (out !== undefined) await refuseInputs([{ option: '--out', file: out }], result);
  const runs: LoadedRun[] = [];
  for (const path of result) runs.push(await loadRun(path));
  refuseRepeated(runs.map((run, at) => ({ ...run, path: result[at] ?? run.directory })));
  refuseIncomparable(runs, mixed);
  const colours = out === undefined && wantsColours(process.stdout);
  const text = trend
    ? renderTrends(traceTrends(runs, metrics), format)
    : renderComparison(compareRuns(runs, chooseLabel(runs, by), metrics), format, { colours });
  await writeOut(text, out);
  const doubt = explainNoneValid(runs);
  if (doubt === undefined) return;
  process.stderr.write(`squall: ${doubt}\n`);
  process.exitCode = ExitStatus.runInvalid;
}

function readMetricName(name: string): Metric {
  const metric = lookUpMetric(name);
  if (metric !== undefined) return metric;
  throw new SquallError(
    'SQUALL_USAGE',
    `there is no metric "${name}"`,
    `use one such as ${usualMetrics.slice(0, 3).join(', ')}; docs/scenarios.md lists them all`,
  );
}

/** Without a wish: the runs if there are several, else the first label in which the trials differ, policies first. */
function chooseLabel(runs: readonly LoadedRun[], wanted: string | undefined): string {
  const labels = listComparableLabels(runs);
  if (wanted === undefined) {
    const preferred = ['run', 'reconnect', 'transport'].find((label) => labels.includes(label));
    return preferred ?? labels[0] ?? 'run';
  }
  const known = new Set([
    'run',
    ...runs.flatMap((run) => run.trials.flatMap((trial) => Object.keys(trial.result.labels))),
  ]);
  if (known.has(wanted)) return wanted;
  throw new SquallError(
    'SQUALL_USAGE',
    `no trial has the label "${wanted}"`,
    `compare by one of ${[...known].join(', ')}`,
  );
}
