import { listContention } from '../../src/simulation/contention-table.js';
import type { ProofPart, ProofRow } from '../proof-row.js';
import { holdAgainstReal, readModelTrial } from '../storms/hold-against-real.js';
import { stormGroups, writeStormScenario } from '../storms/storm-runs.js';

/**
 * Means of 100 trials of the model of `src/backoff_simulator.py`, written again in Python (github.com/aws-samples/aws-arch-backoff-simulator, commit 095a076) with its own constants and 100
 * clients: calls, and milliseconds until all have succeeded.
 */
const published: Readonly<Record<string, readonly [calls: number, completionMs: number]>> = {
  None: [2421, 2026],
  Exponential: [1858, 63_679],
  EqualJitter: [811, 6460],
  FullJitter: [797, 4868],
  Decorr: [999, 4539],
};

/** Both sides are means of 100 trials; of the completion under Exponential single trials differ by half. */
const contentionTolerance = 0.1;

export const simulationPart: ProofPart = {
  name: 'simulation',
  title: 'Simulated storms beside real ones',
  source:
    'storms: a simulation with the capacity that one real storm showed, held against other real storms; contention: the AWS simulator, written again from its source in another language, with its own constants',
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
