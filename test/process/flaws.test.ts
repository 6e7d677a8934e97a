import { describe, expect, it } from 'vitest';
import { type Matrix, matrices, writeFlawScenario } from '../../proof/flaws/flaw-scenarios.js';
import { proveCounts, readFlawedTrial } from '../../proof/flaws/prove-trial.js';
import { agrees } from '../../proof/proof-row.js';
import { transportNames } from '../../src/wire/transport-names.js';
import { makeFolder, runScenario, runSquall } from '../support/run-squall.js';

/** Of the flaws that every transport can have the ones that differ in kind; `npm run proof -- flaws` runs all, and the latencies. */
const essential: readonly Matrix[] = [
  { transports: transportNames, flaws: ['drop-every=7', 'cut-message=20'] },
  { transports: ['websocket', 'short-poll'], flaws: ['duplicate-every=5'] },
];

/** Resuming differs between streams and polls, not between one stream or one poll and the other. */
const resuming = matrices
  .slice(1, 2)
  .map((matrix): Matrix => ({ ...matrix, transports: ['sse', 'long-poll'] }));

describe('the ledger reports exactly what a flawed server did', () => {
  it.each([...essential, ...resuming, ...matrices.slice(3)])('$transports: $flaws', async (matrix) => {
    const { result, directory } = await runScenario(writeFlawScenario(matrix));
    expect(result.trials).toHaveLength(matrix.transports.length * matrix.flaws.length);
    for (const trial of result.trials) {
      const rows = [...proveCounts(await readFlawedTrial(trial, directory))];
      expect(rows.length).toBeGreaterThan(5);
      expect(rows.filter((row) => !agrees(row))).toEqual([]);
    }
  });
});

it('a flaw that the transport cannot have is refused by name, before anything runs', async () => {
  const { status, stderr } = await runSquall(['serve', '-t', 'sse', '--flaw', 'fragment=3'], makeFolder());
  expect([status, stderr]).toEqual([
    2,
    'squall: sse cannot have the flaw fragment: only WebSocket has frames; remove it or serve another transport (SQUALL_FLAW_REFUSED)\n',
  ]);
});

it('--flaw without a flaw is a mistake of the command line', async () => {
  const { status, stderr } = await runSquall(['serve', '-t', 'sse', '--flaw'], makeFolder());
  expect(status).toBe(2);
  expect(stderr).toMatch(/^squall: .*flaw.*\(SQUALL_USAGE\)\n$/);
});
