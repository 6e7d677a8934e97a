import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/system/package-root.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';
import { proveAccounts } from '../storms/account-rows.js';
import { proveConnections } from '../storms/connection-rows.js';

/** Those of the shipped scenario, written out here so that a smaller one does not prove less unnoticed. */
const clients = 20_000;
const policies = ['immediate', 'full-jitter'] as const;
const transports = ['websocket', 'sse'] as const;

/** Twenty thousand clients crash and return: nobody is missing afterwards, and no message unaccounted for. */
export const largeCrashPart: ProofPart = {
  name: 'large-crash',
  title: 'Twenty thousand clients crash and return',
  source:
    'the number of clients, the publisher’s own log against every client’s row, the kernel’s TCP table and the server’s count beside the clients’',
  prove,
};

async function* prove(bench: ProofBench): AsyncGenerator<ProofRow> {
  const scenario = readFileSync(join(packageRoot, 'scenarios', 'large-crash.yaml'), 'utf8');
  for (const transport of transports) {
    const run = await bench.run(scenario.replace('transport: websocket', `transport: ${transport}`));
    for (const [at, policy] of policies.entries()) {
      const trial = run.result.trials[at];
      if (trial === undefined) throw new Error(`the run ended early, status ${run.status}: ${run.stderr}`);
      const row = (quantity: string, predicted: number, measured: number | null): ProofRow => {
        return { subject: `${transport}, ${policy}`, quantity, unit: '', predicted, measured, tolerance: 0 };
      };
      yield row('the policy is the one named', 1, Number(trial.plan.reconnect.startsWith(policy)));
      const { status, reasons } = trial.validity;
      const why = reasons
        .map(({ code, phase }) => ` (${code}${phase === null ? '' : ` in ${phase}`})`)
        .join('');
      yield row(`validity.status is valid${why}`, 1, Number(status === 'valid'));
      yield* proveConnections(run, trial, clients, row);
      yield* proveAccounts(run, trial, clients, row);
    }
  }
}
