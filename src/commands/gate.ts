import { writeFile } from 'node:fs/promises';
import type { ArgumentsCamelCase, CommandModule } from 'yargs';
import type { GateResult } from '../analysis/gate/gate-result.js';
import { ExitStatus, SquallError } from '../errors.js';
import { renderGate } from '../render/gate/gate-text.js';
import { wantsColours } from '../render/wants-colours.js';
import { calibrate } from './gate-calibrate.js';
import { addGateOptions, type GateArguments } from './gate-options.js';
import { gatePaired } from './gate-paired.js';
import { gateStored } from './gate-stored.js';
import { asksForPairs } from './read-gate-settings.js';

export const gateCommand: CommandModule<object, GateArguments> = {
  command: 'gate [subject..]',
  describe: 'Say whether a change made it worse: exit status 0 or 3, and 4 when it cannot be told',
  builder: (args) => addGateOptions(args),
  handler: gate,
};

async function gate(args: ArgumentsCamelCase<GateArguments>): Promise<void> {
  if (args.subject[0] === 'calibrate') return calibrate(args);
  const verdict = asksForPairs(args) ? await gatePaired(args) : await gateStored(args);
  if (verdict === undefined) {
    process.exitCode = ExitStatus.interrupted;
    return;
  }
  await tellVerdict(verdict, args);
  process.exitCode = chooseStatus(verdict, args.strict);
}

async function tellVerdict(verdict: GateResult, { json, out }: GateArguments): Promise<void> {
  const text = `${JSON.stringify(verdict, null, 2)}\n`;
  if (out !== undefined) await writeOut(out, text);
  process.stdout.write(json ? text : renderGate(verdict, { colours: wantsColours(process.stdout) }));
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

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new SquallError(
      'SQUALL_UNWRITABLE',
      `${file} cannot be written: ${(error as Error).message}`,
      'name another file with --out',
    );
  }
}
