import type { ArgumentsCamelCase, CommandModule } from 'yargs';
import type { GateResult } from '../analysis/gate/gate-result.js';
import { ExitStatus } from '../errors.js';
import { renderGate } from '../render/gate/gate-text.js';
import { wantsColours } from '../render/wants-colours.js';
import { checkGateOptions } from './check-gate-options.js';
import { calibrate } from './gate-calibrate.js';
import { addGateOptions, type GateArguments } from './gate-options.js';
import { checkGateOutputs, prepareGateOutputs, tellGithub, writeGateOutputs } from './gate-outputs.js';
import { type GatedRuns, gatePaired } from './gate-paired.js';
import { gateStored } from './gate-stored.js';
import { asksForPairs } from './read-gate-settings.js';
import { tellNoVerdict } from './tell-no-verdict.js';

export const gateCommand: CommandModule<object, GateArguments> = {
  command: 'gate [subject..]',
  describe: 'Say whether a change made it worse: exit status 0 or 3, and 4 when it cannot be told',
  builder: (args) => addGateOptions(args),
  handler: gate,
};

async function gate(args: ArgumentsCamelCase<GateArguments>): Promise<void> {
  if (args.subject[0] === 'calibrate') return calibrate(args);
  const gated = await reachVerdict(args);
  if (gated === undefined) {
    await tellNoVerdict(undefined, args, true);
    process.exitCode = ExitStatus.interrupted;
    return;
  }
  const { verdict, runs } = gated;
  // First, so that a file that cannot be written does not swallow what was found.
  tellVerdict(verdict, args);
  await tellGithub(verdict, (text) => process.stderr.write(text));
  await writeGateOutputs(verdict, runs, args);
  process.exitCode = chooseStatus(verdict, args.strict);
}

type Gated = { verdict: GateResult; runs: GatedRuns | undefined } | undefined;

/** Whatever ends a gate before its verdict is told in the verdict's place, too. */
async function reachVerdict(args: GateArguments): Promise<Gated> {
  let mayWrite = false;
  try {
    await checkGateOutputs(args);
    mayWrite = true;
    await prepareGateOutputs(args);
    checkGateOptions(args);
    return asksForPairs(args) ? await gatePaired(args) : await gateAgainstBaseline(args);
  } catch (error) {
    await tellNoVerdict(error, args, mayWrite);
    throw error;
  }
}

async function gateAgainstBaseline(args: GateArguments): Promise<Gated> {
  const verdict = await gateStored(args);
  return verdict === undefined ? undefined : { verdict, runs: undefined };
}

function tellVerdict(verdict: GateResult, { json }: GateArguments): void {
  process.stdout.write(
    json
      ? `${JSON.stringify(verdict, null, 2)}\n`
      : renderGate(verdict, { colours: wantsColours(process.stdout) }),
  );
}

function chooseStatus({ verdict }: GateResult, strict: boolean): ExitStatus {
  switch (verdict) {
    case 'pass':
    case 'improvement':
      return ExitStatus.ok;
    case 'regression':
      return ExitStatus.thresholdFailed;
    case 'inconclusive':
      return strict ? ExitStatus.runInvalid : ExitStatus.ok;
    case 'invalid':
      return ExitStatus.runInvalid;
  }
}
