import type { Measurement } from '../metrics/measurement.js';
import type { Trial } from '../scenario/scenario.js';
import { countExtraPorts } from './server-places.js';
import { openTrialProxy } from './trial-proxy.js';
import { TrialRun } from './trial-run.js';
import type { TrialSurroundings } from './trial-surroundings.js';

/** Runs one trial from the server's start to the last figure handed in. Leaves no process, port or scratch file behind. */
export async function runTrial(trial: Trial, surroundings: TrialSurroundings): Promise<Measurement> {
  const { openNetwork, sourceAddresses } = surroundings;
  const { scenario } = trial;
  const network = await openNetwork(scenario.clients.count, sourceAddresses, countExtraPorts(scenario));
  try {
    const proxy = await openTrialProxy(trial, network);
    const run = new TrialRun(trial, surroundings, network, proxy);
    try {
      return await run.perform();
    } finally {
      await run.clear();
    }
  } finally {
    await network.close();
  }
}
