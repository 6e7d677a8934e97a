import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, fixture, writeWhole } from '../storage/testing/stored-run.js';
import { readGateSubject } from './read-gate-subject.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-subject-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('stored runs that are gated', () => {
  it('are read whole, one by one', async () => {
    const { results } = await readGateSubject([await writeWhole(folder)]);
    expect(results).toHaveLength(1);
  });

  it('are not one run twice', async () => {
    const directory = await writeWhole(folder);
    const again = join(directory, 'result.json');
    expect(await codeOf(readGateSubject([directory, again]))).toBe('SQUALL_USAGE');
  });

  it.each(['clients', 'publisher'] as const)('lack no file: %s', async (name) => {
    const directory = await writeWhole(folder);
    const file = join(directory, fixture.result.trials[0]?.files[name] ?? '');
    await writeFile(file, '');
    expect(await codeOf(readGateSubject([directory]))).toBe('SQUALL_RESULT_DAMAGED');
    await rm(file);
    expect(await codeOf(readGateSubject([directory]))).toBe('SQUALL_RESULT_DAMAGED');
  });
});
