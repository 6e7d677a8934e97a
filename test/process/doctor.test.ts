import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askDoctor } from '../../proof/stage/doctored.js';
import { mayNarrowPorts } from '../../proof/stage/lower-limits.js';
import { readReach, squeezes, writeSqueezed } from '../../proof/stage/squeezes.js';
import { startStagedRun } from '../../proof/stage/staged-run.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

const isRoot = mayNarrowPorts();

it.each(squeezes.filter(({ needsRoot }) => isRoot || !needsRoot))(
  'foresees exactly how many clients $subject carry',
  async ({ first, wrapper, args, workers }) => {
    const folder = makeFolder();
    const write = (clients: number): string => writeSqueezed('websocket', clients, workers);
    const told = askDoctor(folder, write(1_000), wrapper, args);
    expect(told).toMatchObject({ status: 2, first });
    const carried = told.carries(first) ?? 0;
    expect(carried).toBeGreaterThan(0);
    expect(askDoctor(folder, write(carried), wrapper, args).status).toBe(0);
    const reach = async (clients: number) => {
      const run = await startStagedRun(folder, write(clients), {
        wrapper,
        args: [...args, '--ignore-limits', '--no-report'],
      });
      return readReach(await run.ended);
    };
    expect(await reach(carried)).toMatchObject({ subscribed: carried, exhausted: false });
    expect(await reach(carried + 1)).toMatchObject({ exhausted: true });
  },
);

it('has the run refused that it says does not fit, unless told to go on', async () => {
  const wrapper = ['prlimit', '--nofile=200:200'];
  const run = await startStagedRun(makeFolder(), writeSqueezed('sse', 1_000, 2), { wrapper });
  const { status, stderr, result } = await run.ended;
  expect(status).toBe(2);
  expect(stderr).toMatch(/server descriptors.*ulimit -n \d+.*squall doctor.*\(SQUALL_LIMIT\)\n$/);
  expect(result).toBeUndefined();
});

describe('squall doctor', () => {
  it('tells without a scenario how far each transport goes and how to raise every limit', async () => {
    const { status, stdout } = await runSquall(['doctor']);
    expect(status).toBe(0);
    for (const word of ['websocket', 'short-poll', 'ulimit -n', 'ip_local_port_range', 'somaxconn']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).not.toContain('\u001b[');
  });

  it('says of a scenario whether it fits, and names what is short', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'small.yaml'), writeSqueezed('sse', 10, 1));
    writeFileSync(join(folder, 'huge.yaml'), writeSqueezed('sse', 1_000_000, 1));
    const small = await runSquall(['doctor', 'small.yaml'], folder);
    expect(small).toMatchObject({ status: 0, stdout: expect.stringContaining('It fits.') });
    const huge = await runSquall(['doctor', 'huge.yaml'], folder);
    expect(huge).toMatchObject({ status: 2, stdout: expect.stringContaining('does not fit') });
    expect(huge.stdout).toContain('accept queue');
  });

  it('has help with examples, and one clear line for a file that is not there', async () => {
    expect((await runSquall(['doctor', '--help'])).stdout).toContain('squall doctor many-clients');
    const missing = await runSquall(['doctor', 'nowhere.yaml'], makeFolder());
    expect(missing.status).toBe(2);
    expect(missing.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
