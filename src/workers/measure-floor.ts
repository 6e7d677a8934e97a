import { join } from 'node:path';
import { summariseTrial } from '../analysis/summaries/summarise-trial.js';
import { parseScenario } from '../scenario/parse-scenario.js';
import { planTrials } from '../scenario/plan.js';
import type { Trial } from '../scenario/scenario.js';
import { lookUpDueTimes } from '../schedule/due-times.js';
import type { Floor, RunResult } from '../storage/result.js';
import { runTrial } from './run-trial.js';
import type { TrialSurroundings } from './trial-surroundings.js';

/** The least that can be asked of this machine: an idle server and a hundred messages in a second, for one client and for many. */
const floorClients = [1, 100];

function writeFloorScenario(clients: number): string {
  return `name: floor
transport: websocket
clients: { count: ${clients}, rampUp: ${clients - 1}ms }
publish: { rate: 100/s, payload: 200B }
warmUp: 300ms
duration: 1s
drain: 300ms
workers: 1
`;
}

type FloorSurroundings = Pick<
  TrialSurroundings,
  'clock' | 'recruit' | 'openNetwork' | 'scratchDirectory' | 'signal'
>;

/**
 * Measures what Squall sees when there is nothing to see: below this latency no figure of the run says anything about a
 * server. Takes about five seconds.
 */
export async function measureFloor(surroundings: FloorSurroundings): Promise<RunResult['floor']> {
  const floors: Floor[] = [];
  for (const clients of floorClients) {
    const floor = await measureOne(clients, surroundings);
    if (floor === undefined) return null;
    floors.push(floor);
  }
  return floors;
}

/** @returns undefined when interrupted */
async function measureOne(clients: number, surroundings: FloorSurroundings): Promise<Floor | undefined> {
  const [trial] = planTrials(parseScenario(writeFloorScenario(clients), 'floor')).trials;
  if (trial === undefined) throw new RangeError('the floor has one trial');
  const measurement = await runTrial(trial, {
    ...surroundings,
    workers: 1,
    // Never written: the floor's server has no flaws.
    flawLog: join(surroundings.scratchDirectory, 'floor-flaws.jsonl'),
    folder: surroundings.scratchDirectory,
    emit: () => undefined,
    onTimelineRows: () => undefined,
    laterUs: 0,
  });
  if (measurement.interrupted) return undefined;
  const { result } = summariseTrial(
    trial,
    measurement,
    lookUpDueTimes(describeSchedule(trial, measurement.publishing)),
  );
  return {
    transport: trial.scenario.transport,
    clients,
    payloadBytes: trial.scenario.publish.payloadBytes,
    deliveryLatencyUs: result.deliveryLatencyUs,
    sendLagUs: result.sendLagUs,
    framingPerMessage: result.ledger.delivered === 0 ? null : result.bytes.framing / result.ledger.delivered,
  };
}

function describeSchedule(
  { scenario }: Trial,
  publishing: { readonly originUs: number; readonly endUs: number } | undefined,
): Parameters<typeof lookUpDueTimes>[0] {
  const { ratePerSecond, arrivals } = scenario.publish;
  return publishing && { ...publishing, ratePerSecond, arrivals, seed: scenario.seed };
}
