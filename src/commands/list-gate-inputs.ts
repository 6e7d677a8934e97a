import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readGateState } from '../gate/gate-state.js';
import { listShippedScenarios, shippedScenarioPath } from '../scenario/shipped-scenarios.js';
import { type GateArguments, gateDefaults } from './gate-options.js';

type Named = Pick<
  GateArguments,
  'subject' | 'baselines' | 'resume' | 'baseline-scenario' | 'candidate-scenario'
>;

/**
 * Files and folders that a gate reads, as far as the command line tells: scenarios, runs, all baselines and calibrations, and what a gate
 * that is taken up again was begun with. None of them needs to exist.
 */
export async function listGateInputs(args: Named): Promise<string[]> {
  const begun = args.resume === undefined ? [] : [args.resume, ...(await listBegun(args.resume))];
  const scenarios = [...args.subject, args['baseline-scenario'], args['candidate-scenario']].flatMap(
    (file) => (file === undefined ? [] : listPlaces(file)),
  );
  return [...scenarios, ...begun, ...(await listSaved(args.baselines ?? gateDefaults.baselines))];
}

/** A bare name may be a scenario that comes with Squall. */
function listPlaces(file: string): string[] {
  return listShippedScenarios().includes(file) ? [file, shippedScenarioPath(file)] : [file];
}

/** A state that cannot be read is told when the gate is taken up. */
async function listBegun(folder: string): Promise<string[]> {
  try {
    const { settings } = await readGateState(resolve(folder));
    return [settings.scenario, settings.baselineScenario, settings.candidateScenario].flatMap((file) =>
      file === null ? [] : listPlaces(file).map((place) => resolve(settings.folder, place)),
    );
  } catch {
    return [];
  }
}

/** Baselines and calibrations. */
async function listSaved(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith('.json')).map((file) => join(folder, file));
  } catch {
    return [];
  }
}
