import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { prepareOut, writeOut } from './write-out.js';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-out-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('writeOut', () => {
  it('writes to the file, or prints', async () => {
    const file = join(makeFolder(), 'out');
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => printed.mockRestore());
    await writeOut('a', file);
    expect(readFileSync(file, 'utf8')).toBe('a');
    expect(printed).not.toHaveBeenCalled();
    await writeOut('b', undefined);
    expect(printed.mock.calls).toEqual([['b']]);
  });

  it('names the option whose file cannot be written', async () => {
    const writing = writeOut('a', join(makeFolder(), 'missing', 'out'), '--html');
    await expect(writing).rejects.toMatchObject({
      code: 'SQUALL_UNWRITABLE',
      remedy: 'name another file with --html',
    });
  });
});

describe('prepareOut', () => {
  it('makes folders, leaves no file, and takes an old one away', async () => {
    const folder = makeFolder();
    const [fresh, old] = [join(folder, 'a', 'b', 'out'), join(folder, 'old')];
    writeFileSync(old, 'PASS');
    await prepareOut(fresh);
    await prepareOut(old);
    expect([existsSync(join(folder, 'a', 'b')), existsSync(fresh), existsSync(old)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['a folder', (folder: string) => folder],
    ['a file below a file', (folder: string) => join(folder, 'file', 'out')],
    ['a file in /proc', () => '/proc/squall/out'],
  ])('refuses %s', async (_what, choose) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(prepareOut(choose(folder))).rejects.toMatchObject({ code: 'SQUALL_UNWRITABLE' });
  });

  it('leaves what is no regular file: /dev/stdout is a link', async () => {
    const link = join(makeFolder(), 'link');
    symlinkSync('/dev/null', link);
    await prepareOut(link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    await writeOut('a', link);
  });
});
