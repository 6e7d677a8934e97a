import { listContention } from '../../src/simulation/contention-table.js';
import type { ProofPart, ProofRow } from '../proof-row.js';
import { holdAgainstReal, readModelTrial } from '../storms/hold-against-real.js';
import { stormGroups, writeStormScenario } from '../storms/storm-runs.js';

/**
 * What the simulator itself printed for 100 clients (github.com/aws-samples/aws-arch-backoff-simulator, src/backoff_simulator.py at commit
 * 095a076, seeds 1, 2 and 3 of Python's `random`, plots left out): calls, and milliseconds until all have succeeded, each the mean of
 * three times 100 trials.
 */
const published: Readonly<Record<string, readonly [calls: number, completionMs: number]>> = {
  None: [2423.7, 2030.3],
  Exponential: [1853.3, 63_391],
  EqualJitter: [812.8, 6609.2],
  FullJitter: [796.2, 4907.3],
  Decorr: [1001.2, 4620.5],
};

/** Theirs are means of 300 trials, ours of 100; single hundreds of theirs differ by up to 2.3 %. */
const contentionTolerance = 0.1;

export const simulationPart: ProofPart = {
  name: 'simulation',
  title: 'Simulated storms beside real ones',
  source:
    'storms: a simulation with the capacity that one real storm showed, held against other real storms; contention: what the AWS simulator itself prints, and what the article says of it',
  async *prove(bench) {
    yield* proveContention();
    for (const group of stormGroups) {
      const run = async (storm: (typeof group)['calibration']) => {
        const { directory } = await bench.run(writeStormScenario(group, storm), '--no-report');
        return readModelTrial(directory);
      };
      const calibration = await run(group.calibration);
      for (const storm of group.storms) yield* holdAgainstReal(group.name, await run(storm), calibration);
    }
  },
};

function* proveContention(): Iterable<ProofRow> {
  for (const { name, calls, completionUs } of listContention(1, 100)) {
    const [predictedCalls, predictedMs] = published[name] ?? [Number.NaN, Number.NaN];
    const subject = `100 contending clients, ${name}`;
    const row = (quantity: string, unit: string, predicted: number, measured: number): ProofRow => ({
      subject,
      quantity,
      unit,
      predicted,
      measured,
      tolerance: contentionTolerance * predicted,
    });
    yield row('calls', '', predictedCalls, calls);
    yield row('completion', 'ms', predictedMs, completionUs / 1000);
  }
}
