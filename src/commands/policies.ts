import type { CommandModule } from 'yargs';
import { buildDensity, type DensityModel } from '../analysis/storm/policy-density.js';
import { SquallError } from '../errors.js';
import { renderDensityCsv } from '../render/density/density-csv.js';
import { renderDensityPage, renderDensitySvg } from '../render/density/density-page.js';
import { renderDensityText } from '../render/density/density-text.js';
import { renderPolicyList } from '../render/policy-list.js';
import { wantsColours } from '../render/wants-colours.js';
import { parsePolicy } from '../scenario/parse-policy.js';
import { listPolicies } from '../scenario/policy-catalogue.js';
import { largestSeed } from '../scenario/schema.js';
import { parseDurationUs } from '../scenario/units.js';
import { checkCount } from './check-count.js';
import { writeOut } from './write-out.js';

interface PoliciesArguments {
  action: 'list' | 'plot';
  policy: string[];
  clients: number;
  outage: string;
  seed: number;
  width: number | undefined;
  out: string | undefined;
  json: boolean;
}

const plottedByDefault = ['fixed', 'full-jitter', 'decorrelated-jitter', 'socket.io', 'signalr', 'rfc6455'];
const [narrowest, widest] = [40, 400];

export const policiesCommand: CommandModule<object, PoliciesArguments> = {
  command: 'policies [action] [policy..]',
  describe: 'List reconnect policies with their sources, or plot what clients under them do to a server',
  builder: (args) =>
    args
      .positional('action', {
        choices: ['list', 'plot'] as const,
        default: 'list' as const,
        describe: 'list: all policies. plot: attempts over time',
      })
      .positional('policy', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'Policies to plot, with parameters if need be: "full-jitter base=2s"',
      })
      .option('clients', {
        type: 'number',
        default: 1000,
        describe: 'plot: clients that lose their connections',
      })
      .option('outage', { type: 'string', default: '5s', describe: 'plot: how long the server is away' })
      .option('seed', { type: 'number', default: 1, describe: 'plot: seed of the draws' })
      .option('width', { type: 'number', describe: 'plot: columns of the text chart' })
      .option('out', { type: 'string', describe: 'plot: write to this file, .html, .svg, .csv or .json' })
      .option('json', { type: 'boolean', default: false, describe: 'Print as JSON' })
      .example('$0 policies', 'formula, source and keys of every policy')
      .example('$0 policies plot socket.io "full-jitter base=2s" --outage 5s', 'as text, in the terminal')
      .example('$0 policies plot signalr --clients 20000 --out signalr.html', 'as a page'),
  handler: tellPolicies,
};

async function tellPolicies(args: PoliciesArguments): Promise<void> {
  if (args.action === 'list') {
    if (args.policy.length > 0) throw usage('list takes no policies', 'name them after plot');
    const policies = listPolicies();
    process.stdout.write(args.json ? `${JSON.stringify(policies, null, 2)}\n` : renderPolicyList(policies));
    return;
  }
  checkCount('clients', args.clients, 1, 1_000_000);
  checkCount('seed', args.seed, 0, largestSeed);
  checkCount('width', args.width, narrowest, widest);
  const wanted = args.policy.length > 0 ? args.policy : plottedByDefault;
  const model = buildDensity(wanted.map(parsePolicy), {
    seed: args.seed,
    clients: args.clients,
    outageUs: parseDurationUs(args.outage),
  });
  if (args.out !== undefined) await writePlot(args.out, model);
  else process.stdout.write(args.json ? renderJson(model) : renderDensityText(model, chooseText(args.width)));
}

function chooseText(width: number | undefined) {
  const colours = wantsColours(process.stdout);
  const columns = process.stdout.columns ?? 100;
  return { colours, width: width ?? Math.min(widest, Math.max(narrowest, columns)) };
}

const renderers: Readonly<Record<string, (model: DensityModel) => string | Promise<string>>> = {
  html: renderDensityPage,
  svg: renderDensitySvg,
  csv: renderDensityCsv,
  json: renderJson,
};

async function writePlot(file: string, model: DensityModel): Promise<void> {
  const ending = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  const render = renderers[ending];
  if (render === undefined) throw usage(`${file} has no format`, 'end it in .html, .svg, .csv or .json');
  await writeOut(await render(model), file);
}

function renderJson(model: DensityModel): string {
  return `${JSON.stringify(model, null, 1)}\n`;
}

function usage(problem: string, remedy: string): SquallError {
  return new SquallError('SQUALL_USAGE', problem, remedy);
}
