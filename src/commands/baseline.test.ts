import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../system/package-root.js';
import { baselineCommand } from './baseline.js';

const committed = join(packageRoot, 'results', 'baseline', 'exact.json');

async function run(
  action: 'show' | 'list',
  baselines: string,
  subject: string[],
  json = false,
): Promise<string> {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const status = process.exitCode;
  onTestFinished(() => {
    printed.mockRestore();
    process.exitCode = status;
  });
  await baselineCommand.handler({
    ...{ action, subject, baselines, json },
    ...{ results: 'results', runs: 1, metric: undefined, replace: false, $0: 'squall', _: [] },
  });
  return printed.mock.calls.map(([text]) => String(text)).join('');
}

function makeBaselines(): string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-baselines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(committed, join(folder, 'exact.json'));
  return folder;
}

describe('baseline list', () => {
  it('tells the others of a folder in which one is damaged, and fails', async () => {
    const folder = makeBaselines();
    writeFileSync(join(folder, 'broken.json'), '{');
    const [broken = '', ...more] = (await run('list', folder, [])).trimEnd().split('\n').toReversed();
    expect(more).toEqual([expect.stringMatching(/^exact +4 trials .* exact\.yaml$/)]);
    expect(broken).toMatch(/^✖ .*broken\.json: .*cut off; .*\(SQUALL_BASELINE_DAMAGED\)$/);
    expect(process.exitCode).toBe(2);
  });

  it('tells so as JSON, too', async () => {
    const folder = makeBaselines();
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(JSON.parse(await run('list', folder, [], true))).toEqual([
      {
        file: join(folder, 'broken.json'),
        error: expect.objectContaining({ code: 'SQUALL_BASELINE_DAMAGED' }),
      },
      expect.objectContaining({ file: join(folder, 'exact.json'), name: 'exact' }),
    ]);
  });
});

describe('baseline show', () => {
  it.each([
    ['a name', 'exact'],
    ['the scenario', join(packageRoot, 'scenarios', 'exact.yaml')],
    ['the file', committed],
  ])('takes %s', async (_what, subject) => {
    expect(await run('show', makeBaselines(), [subject])).toMatch(/^baseline of exact \(.*exact\.json\)\n/);
  });

  it('says which baseline there is none of', async () => {
    await expect(run('show', makeBaselines(), ['other'])).rejects.toMatchObject({
      code: 'SQUALL_BASELINE_MISSING',
      place: { file: expect.stringMatching(/\/other\.json$/) },
    });
  });
});
