import type { CommandModule } from 'yargs';
import { describeLoad, describeOpenLoad } from '../capacity/planned-load.js';
import { type Capacity, predictCapacity } from '../capacity/predict-capacity.js';
import { ExitStatus } from '../errors.js';
import { renderCapacity } from '../render/capacity-table.js';
import { loadPlan } from '../scenario/load-plan.js';
import { type Limits, readLimits } from '../system/limits.js';
import { mostSourceAddresses } from '../system/ports.js';
import { transportNames } from '../wire/transport-names.js';
import { countOwnDescriptors } from '../workers/count-own-descriptors.js';
import { checkCount } from './check-count.js';

interface DoctorArguments {
  file: string | undefined;
  'source-addresses': number | undefined;
  json: boolean;
}

export const doctorCommand: CommandModule<object, DoctorArguments> = {
  command: 'doctor [file]',
  describe: 'Predict how many clients this machine carries and which limit comes first',
  builder: (args) =>
    args
      .positional('file', {
        type: 'string',
        describe: 'Scenario file, or the name of a shipped one, to hold against the limits',
      })
      .option('source-addresses', {
        type: 'number',
        describe: 'As in `squall run`: loopback addresses to spread clients over',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print limits and findings as JSON' })
      .example('$0 doctor', 'how far this machine goes on each transport')
      .example('$0 doctor many-clients', 'whether a scenario fits, and why not')
      .example('$0 doctor my.yaml --json | jq .trials[].clients', 'for a script; status 2: does not fit'),
  handler: diagnose,
};

async function diagnose(args: DoctorArguments): Promise<void> {
  checkCount('source-addresses', args['source-addresses'], 1, mostSourceAddresses);
  const plan = args.file === undefined ? undefined : await loadPlan(args.file);
  const limits: Limits = { ...readLimits(), ownDescriptors: await countOwnDescriptors() };
  const trials =
    plan === undefined
      ? transportNames.map((transport) => ({ name: transport, load: describeOpenLoad(transport) }))
      : plan.trials.map(({ id, scenario }) => ({
          name: id,
          load: describeLoad(scenario, args['source-addresses']),
        }));
  const diagnosed = trials.map(({ name, load }) => ({ name, ...predictCapacity(load, limits) }));
  const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  process.stdout.write(args.json ? renderAsJson(limits, diagnosed) : renderCapacity(diagnosed, { colours }));
  if (diagnosed.some(({ verdict }) => verdict === 'short')) process.exitCode = ExitStatus.badInput;
}

function renderAsJson(limits: Limits, trials: readonly (Capacity & { name: string })[]): string {
  const fits = trials.every(({ verdict }) => verdict !== 'short');
  const told = trials.map(({ name, load, clients, first, verdict, findings }) => ({
    name,
    transport: load.transport,
    plannedClients: load.clients ?? null,
    clients,
    first: first?.limit ?? null,
    verdict,
    findings,
  }));
  return `${JSON.stringify({ fits, limits, trials: told }, null, 2)}\n`;
}
