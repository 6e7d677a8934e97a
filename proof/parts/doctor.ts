import { transportNames } from '../../src/wire/transport-names.js';
import type { ProofPart, ProofRow } from '../proof-row.js';
import { askDoctor } from '../stage/doctored.js';
import { mayNarrowPorts } from '../stage/lower-limits.js';
import { readReach, squeezes, writeSqueezed } from '../stage/squeezes.js';
import { startStagedRun } from '../stage/staged-run.js';

/** More than any squeezed machine carries, so that the doctor has something to refuse. */
const plenty = 1_000;

/** `squall doctor` says how many clients fit; so many must then fit in a run, and one more must not. */
export const doctor: ProofPart = {
  name: 'doctor',
  title: 'Limits: what the doctor foresees, and a run that goes there',
  source:
    'the number of clients that `squall doctor` gives before the run, under limits that the kernel enforces',
  missing: () => (mayNarrowPorts() ? undefined : 'needs root for a network namespace of its own'),
  async *prove({ directory }) {
    for (const { subject, first, wrapper, args, workers } of squeezes) {
      for (const transport of transportNames) {
        const named = `${transport}, ${subject}`;
        const ask = (clients: number) =>
          askDoctor(directory, writeSqueezed(transport, clients, workers), wrapper, args);
        const reach = async (clients: number) => {
          const run = await startStagedRun(directory, writeSqueezed(transport, clients, workers), {
            wrapper,
            args: [...args, '--ignore-limits', '--no-report'],
          });
          return readReach(await run.ended);
        };
        const told = ask(plenty);
        const carried = told.carries(first) ?? 0;
        yield count(named, `first limit is ${first}`, 1, Number(told.first === first));
        yield count(named, `doctor's status, ${carried} clients`, 0, ask(carried).status);
        yield count(named, `doctor's status, ${carried + 1} clients`, 2, ask(carried + 1).status);
        const full = await reach(carried);
        yield count(named, 'clients reached', carried, full.subscribed);
        yield count(named, `RESOURCES_EXHAUSTED, ${carried} clients`, 0, Number(full.exhausted));
        const beyond = await reach(carried + 1);
        yield count(named, `RESOURCES_EXHAUSTED, ${carried + 1} clients`, 1, Number(beyond.exhausted));
      }
    }
  },
};

function count(subject: string, quantity: string, predicted: number, measured: number | null): ProofRow {
  return { subject, quantity, unit: '', predicted, measured, tolerance: 0 };
}
