import { describe, expect, it } from 'vitest';
import { missingNchan } from '../../proof/nchan-server.js';
import { reconcile, runAgainstNchan } from '../../proof/parts/nchan.js';
import { agrees } from '../../proof/proof-row.js';
import { findRunDirectory, makeFolder, readResult, runScenario, runSquall } from '../support/run-squall.js';

const run = (yaml: string) => runScenario(yaml, '--no-report');

describe.skipIf(missingNchan() !== undefined)('a run against Nchan', () => {
  it.each(['websocket', 'sse', 'long-poll', 'short-poll'])(
    'agrees with what Nchan counted, half of the clients cut: %s',
    async (transport) => {
      const outcome = await runAgainstNchan(run, {
        transport,
        fault: '{ at: 1025ms, kind: disconnect, share: 50%, by: client, how: reset }',
      });
      expect([...reconcile(transport, outcome)].filter((row) => !agrees(row))).toEqual([]);
      expect(outcome.trial.storm).toMatchObject({ disconnected: 20, returned: 20 });
      expect(outcome.trial.ledger.recovered).toBeGreaterThan(0);
    },
  );

  it('starts and stops nginx by the commands of the shipped scenario', async () => {
    const folder = makeFolder();
    const finished = await runSquall(['run', 'nchan', '--only', 'transport=sse', '--no-report'], folder);
    const { result } = readResult(findRunDirectory(folder, finished));
    expect(result.trials[0]?.ledger.lost).toBe(0);
    expect(result.trials[0]?.server.starts).toBe(1);
  });
});
