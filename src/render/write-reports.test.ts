import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareReports } from './write-reports.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-reports-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the folder for reports', () => {
  it('is made before the run', async () => {
    await prepareReports(join(folder, 'a', 'b'), '--reports');
    expect((await stat(join(folder, 'a', 'b'))).isDirectory()).toBe(true);
  });

  it('is refused before the run when a file is in its place', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(prepareReports(join(folder, 'file'), '--reports')).rejects.toMatchObject({
      code: 'SQUALL_UNWRITABLE',
      remedy: 'name a folder you may write to with --reports',
    });
  });
});
