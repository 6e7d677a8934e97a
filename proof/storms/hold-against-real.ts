import { assumeStorm } from '../../src/simulation/assumptions.js';
import { listModelTrials, type ModelTrial } from '../../src/simulation/facts-of-trial.js';
import { type ComparedFigure, compareStorms, tellMeasured } from '../../src/simulation/simulation-report.js';
import { summariseSimulation } from '../../src/simulation/storm-outcome.js';
import { StormSimulation } from '../../src/simulation/storm-simulation.js';
import { loadRun } from '../../src/storage/read-run.js';
import type { ProofRow } from '../proof-row.js';

/** @param directory of a run with one trial */
export async function readModelTrial(directory: string): Promise<ModelTrial> {
  const [model] = listModelTrials(await loadRun(directory));
  if (model === undefined) throw new Error(`${directory} has no storm to simulate`);
  return model;
}

/** The difference that the goal allows. */
const mostDifference = 0.1;

/**
 * A real storm beside a simulation that knows its plan, when its server was away and when its clients noticed, and of the server's
 * capacity only what another storm told.
 */
export function* holdAgainstReal(
  name: string,
  real: ModelTrial,
  calibration: ModelTrial,
): Iterable<ProofRow> {
  const { facts, scenario, trial } = real;
  const { acceptPerSecond, handshakeUs, roundTripUs } = calibration.facts;
  const { settings } = assumeStorm(
    { reconnect: scenario.reconnect, reconnectWords: trial.result.plan.reconnect },
    { ...facts, acceptPerSecond, handshakeUs, roundTripUs },
  );
  const simulation = new StormSimulation({ ...settings, losses: real.losses });
  while (simulation.advance(1_000_000));
  const { storm } = summariseSimulation(simulation);
  const { clients, reconnect } = trial.result.plan;
  const subject = `${clients} clients, ${reconnect}, server ${name}`;
  for (const figure of compareStorms(storm, tellMeasured(real)).slice(0, comparedFigures))
    yield toRow(subject, figure);
}

/** Times until a share is back, peak as due and attempts per client. */
const comparedFigures = 6;

function toRow(subject: string, { name, unit, simulated, measured }: ComparedFigure): ProofRow {
  if (simulated === null) throw new Error(`the simulation has no figure for ${name}`);
  const scale = unit === 'us' ? 1000 : 1;
  return {
    subject,
    quantity: name,
    unit: unit === 'us' ? 'ms' : unit === 'perSecond' ? '/s' : '',
    predicted: simulated / scale,
    measured: measured === null ? null : measured / scale,
    tolerance: (mostDifference * (measured ?? 0)) / scale,
  };
}
