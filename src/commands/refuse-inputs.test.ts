import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compareCommand } from './compare.js';
import { refuseInputs } from './refuse-inputs.js';
import { reportCommand } from './report.js';
import { simulateCommand } from './simulate.js';

function makeFolder(files: readonly string[]): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-inputs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  for (const file of files) {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), file);
  }
  return at;
}

const usage = (problem: RegExp) => ({ code: 'SQUALL_USAGE', message: expect.stringMatching(problem) });

describe('refuseInputs', () => {
  it('refuses an input under whatever name', async () => {
    const at = makeFolder(['load/my.yaml']);
    symlinkSync(at('load/my.yaml'), at('link.html'));
    linkSync(at('load/my.yaml'), at('hard.html'));
    symlinkSync(at('load'), at('there'));
    for (const file of ['load/my.yaml', 'load/../load/my.yaml', 'link.html', 'hard.html', 'there/my.yaml']) {
      await expect(
        refuseInputs([{ option: '--html', file: `${at('')}/${file}` }], [at('load/my.yaml')]),
      ).rejects.toMatchObject(usage(/^--html would write over .*load\/my\.yaml, which is read$/));
    }
  });

  it('refuses what a run is made of, and no report that lies beside it', async () => {
    const run = 'results/a';
    const parts = ['result.json', 'trials/01/timeline.csv', 'gate-state.json', 'runs/b/result.json'];
    const at = makeFolder([...parts, 'report.html', 'gate.md'].map((name) => `${run}/${name}`));
    const write = (name: string) =>
      refuseInputs([{ option: '--out', file: at(`${run}/${name}`) }], [at(run)]);
    for (const part of parts) await expect(write(part)).rejects.toMatchObject(usage(/^--out would write/));
    await write('report.html');
    await write('gate.md');
  });

  it('refuses two outputs in one file that is there or will be, and lets a stream have both', async () => {
    const at = makeFolder(['old.html']);
    symlinkSync(at('.'), at('here'));
    const write = (html: string, markdown: string) =>
      refuseInputs(
        [
          { option: '--html', file: html },
          { option: '--markdown', file: markdown },
        ],
        [],
      );
    const same = usage(/^--html and --markdown name the same file, /);
    await expect(write(at('old.html'), at('here/old.html'))).rejects.toMatchObject(same);
    await expect(write(at('a/new.html'), at('here/a/b/../new.html'))).rejects.toMatchObject(same);
    await write(at('a/new.html'), at('a/new.md'));
    await write('/dev/null', '/dev/null');
  });

  it('has nothing against inputs that are not there', async () => {
    const at = makeFolder([]);
    await refuseInputs([{ option: '--out', file: at('out/gate.json') }], [at('my.yaml'), at('results')]);
  });
});

describe('a stored run is not written over by', () => {
  const base = { $0: 'squall', _: [] };

  it.each([
    [
      'compare',
      (run: string) =>
        compareCommand.handler({
          ...{ ...base, result: [run], by: undefined, metric: 'lost', format: 'json', mixed: false },
          ...{ trend: false, out: join(run, 'result.json') },
        }),
    ],
    [
      'simulate',
      (run: string) =>
        simulateCommand.handler({
          ...{ ...base, model: 'storm' as const, reconnect: [], from: run, trial: undefined },
          ...{ format: 'json', json: true, out: join(run, 'result.json') },
        } as unknown as Parameters<typeof simulateCommand.handler>[0]),
    ],
    [
      'report, whose files have the names of a trial',
      (run: string) =>
        reportCommand.handler({
          ...{ ...base, result: [run], format: 'csv', out: join(run, 'trials', '01'), json: false },
        }),
    ],
  ] as const)('%s', async (_what, write) => {
    const at = makeFolder(['a/result.json', 'a/trials/01/timeline.csv']);
    await expect(write(at('a'))).rejects.toMatchObject(usage(/^--out would write over .*, which is read$/));
    expect(readFileSync(at('a/result.json'), 'utf8')).toBe('a/result.json');
  });
});
