import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, makeNewFolder } from './make-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'squall-folder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('makeFolder', () => {
  it('makes what is missing, and leaves what is there', async () => {
    await makeFolder(join(root, 'a/b/c'));
    await makeFolder(join(root, 'a/b/c'));
    expect(existsSync(join(root, 'a/b/c'))).toBe(true);
  });

  it('can be called for the same folder at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(join(root, 'x/y/z'))));
    expect(existsSync(join(root, 'x/y/z'))).toBe(true);
  });

  it('fails where a file is in the way', async () => {
    writeFileSync(join(root, 'taken'), '');
    await expect(makeFolder(join(root, 'taken'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(root, 'taken/below'))).rejects.toThrow();
  });

  it.skipIf(!existsSync('/proc/self'))('fails where a file system lets nothing be made', async () => {
    await expect(makeFolder('/proc/squall/results')).rejects.toThrow();
  });
});

describe('makeNewFolder', () => {
  it('gives every wish for the same name a folder of its own', async () => {
    const names = await Promise.all(Array.from({ length: 3 }, () => makeNewFolder(join(root, 'new'), 'run')));
    expect(names.sort()).toEqual(['run', 'run-2', 'run-3']);
  });

  it('fails where nothing can be made', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(makeNewFolder(join(root, 'file'), 'run')).rejects.toThrow();
  });
});
