import { matrices, witness, writeFlawScenario } from '../flaws/flaw-scenarios.js';
import { type FlawedTrial, proveCounts, proveLatency, readFlawedTrial } from '../flaws/prove-trial.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

/** Servers that are wrong by a known amount: the ledger must report that amount and that kind, no more and no less. */
export const flawsPart: ProofPart = {
  name: 'flaws',
  title: 'Servers with known flaws',
  source:
    "the publisher's plan and the flaw's parameters; instants from the flawed server's own log; framing from RFC 6455 §5.2 and RFC 9112 §7.1",
  prove,
};

async function* prove(bench: ProofBench): AsyncGenerator<ProofRow> {
  const trials: FlawedTrial[] = [];
  for (const matrix of matrices) {
    const { result, directory, status, stderr } = await bench.run(writeFlawScenario(matrix));
    const planned = matrix.transports.length * matrix.flaws.length;
    if (result.trials.length !== planned) throw new Error(`a run ended early, status ${status}: ${stderr}`);
    for (const trial of result.trials) {
      const flawed = await readFlawedTrial(trial, directory);
      trials.push(flawed);
      yield* proveCounts(flawed);
    }
  }
  for (const flawed of trials) yield* proveLatency(flawed, findFloor(trials, flawed.trial.labels.transport));
}

/** Short polling's own latency is the wait for the poll, which the log holds; its floor is that of the other way of polling. */
function findFloor(trials: readonly FlawedTrial[], transport: string) {
  const like = transport === 'short-poll' ? 'long-poll' : transport;
  const found = trials.find(({ subject }) => subject === `${like}, ${witness}`);
  if (found === undefined) throw new Error(`there is no trial of ${like} without a flaw`);
  return found.trial.deliveryLatencyUs;
}
