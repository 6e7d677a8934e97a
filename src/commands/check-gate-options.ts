import { SquallError } from '../errors.js';
import type { GateArguments } from './gate-options.js';
import { gateOutputs } from './gate-outputs.js';
import { asksForPairs, sideOptions } from './read-gate-settings.js';

type Option = keyof GateArguments;

const ofRevisions = ['build', 'server'] as const satisfies readonly Option[];
const ofPairs = ['pairs', 'sequential'] as const satisfies readonly Option[];
const waysToGiveSides =
  'give --baseline and --candidate, --baseline-scenario and --candidate-scenario, or --baseline-ref and --candidate-ref';

/** How a verdict is told may change when a gate is taken up again; how it is come by may not. */
const ofTelling = [...gateOutputs, 'json', 'strict'] as const satisfies readonly Option[];
const ofMeaning = [
  ...sideOptions,
  ...ofRevisions,
  ...ofPairs,
  'baselines',
  'results',
  'runs',
  'delta',
  'limit',
  'metric',
  'only',
  'seed',
  'effect',
] as const satisfies readonly Option[];

/**
 * Refuses options that this kind of gate would not look at: whoever gives one believes that it decides something.
 * @throws SquallError SQUALL_USAGE naming the option and what it needs
 */
export function checkGateOptions(args: GateArguments): void {
  const isCalibration = args.subject[0] === 'calibrate';
  if (args.resume !== undefined) checkResumed(args, isCalibration);
  else if (isCalibration) checkCalibration(args);
  else checkGate(args);
}

function checkGate(args: GateArguments): void {
  const effect = findGiven(args, ['effect']);
  if (effect !== undefined)
    throw refuse('--effect is of `calibrate`', 'leave it out; --delta is what counts');
  if (findGiven(args, ['baseline-ref', 'candidate-ref']) === undefined) {
    const stray = findGiven(args, ofRevisions);
    const problem = `--${stray} needs --baseline-ref and --candidate-ref, and both are missing or empty`;
    if (stray !== undefined) throw refuse(problem, `give both, or leave --${stray} out`);
  }
  if (!asksForPairs(args)) {
    const stray = findGiven(args, ofPairs);
    if (stray !== undefined) throw refuse(`--${stray} needs two sides to run in pairs`, waysToGiveSides);
    return;
  }
  if (isGiven(args.runs)) {
    throw refuse('--runs is of a gate against a stored baseline', 'give --pairs for two sides');
  }
}

function checkResumed(args: GateArguments, isCalibration: boolean): void {
  const [subject] = isCalibration ? args.subject.slice(1) : args.subject;
  const stray = findGiven(args, ofMeaning);
  const given = stray === undefined ? subject : `--${stray}`;
  if (given === undefined) return;
  throw refuse(
    `${given} is given beside --resume, which goes on with what was asked for at first`,
    `leave it out, or begin anew; only ${ofTelling.map((name) => `--${name}`).join(', ')} may be given again`,
  );
}

function checkCalibration(args: GateArguments): void {
  const stray = findGiven(args, [...sideOptions, ...ofRevisions, 'sequential', 'runs', 'strict']);
  if (stray === undefined) return;
  const problem = `--${stray} says nothing to calibrate, which runs one scenario against itself`;
  throw refuse(problem, 'leave it out');
}

function findGiven<Name extends Option>(args: GateArguments, names: readonly Name[]): Name | undefined {
  return names.find((name) => isGiven(args[name]));
}

function isGiven(value: GateArguments[Option]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function refuse(problem: string, remedy: string): SquallError {
  return new SquallError('SQUALL_USAGE', problem, remedy);
}
