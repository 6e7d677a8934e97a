import { listMachineDifferences } from '../analysis/gate/fingerprint.js';
import { SquallError } from '../errors.js';
import type { GateState } from './gate-state.js';

/** Where a gate that is taken up again is, for errors. */
export interface Resumed {
  readonly state: GateState;
  readonly folder: string;
}

const beginAnew = 'begin the gate anew';

/**
 * Before anything is built: pairs of one gate are run by one Squall on one machine.
 * @throws SquallError SQUALL_GATE_STATE saying what differs
 */
export function checkSurroundings(
  { state, folder }: Resumed,
  kind: GateState['settings']['kind'],
  here: Pick<GateState, 'squall' | 'machine'>,
): void {
  if (state.settings.kind !== kind) {
    const [what, command] =
      kind === 'gate' ? ['pairs of a calibration', 'gate calibrate'] : ['pairs of a gate', 'gate'];
    throw refuse(`these are ${what}`, folder, `go on with \`squall ${command} --resume\``);
  }
  if (state.squall !== here.squall) {
    const remedy = `${beginAnew}, or go on with that version`;
    throw refuse(`this gate was begun with Squall ${state.squall}, this is ${here.squall}`, folder, remedy);
  }
  const differences = listMachineDifferences(state.machine, here.machine);
  if (differences.length === 0) return;
  const problem = `this gate was begun on another machine: ${differences.join('; ')}`;
  throw refuse(problem, folder, `${beginAnew}, or go on where it was begun`);
}

/**
 * A scenario that was edited meanwhile would put runs of two things into one verdict.
 * @throws SquallError SQUALL_GATE_STATE naming the side
 */
export function checkHashes({ state, folder }: Resumed, hashes: GateState['hashes']): void {
  const changed = (['baseline', 'candidate'] as const).filter((side) => state.hashes[side] !== hashes[side]);
  if (changed.length === 0) return;
  const { scenario, baselineScenario, candidateScenario } = state.settings;
  const names = { baseline: baselineScenario ?? scenario, candidate: candidateScenario ?? scenario };
  const files = [...new Set(changed.map((side) => names[side]))].join(' and ');
  const problem = `the scenario has changed since this gate began (${files}): load, faults, commands, flaws, seed or thresholds`;
  throw refuse(problem, folder, `${beginAnew}, or undo the change`);
}

function refuse(problem: string, folder: string, remedy: string): SquallError {
  return new SquallError('SQUALL_GATE_STATE', problem, remedy, { file: folder });
}
