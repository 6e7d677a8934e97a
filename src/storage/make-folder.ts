import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Creates a folder and those above it that are missing. Step by step: the recursive `mkdir` of Node.js tries without end
 * where a file system answers "no such file" for a parent that exists, as /proc does.
 * @throws NodeJS.ErrnoException when a folder cannot be made, or something that is no folder is in the way
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if (await isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await isFolder(folder))) throw error;
  }
}

/**
 * Creates a folder that was not there before: `name`, or `name-2`, `name-3` … when others had the same wish first.
 * @returns the name it got
 * @throws NodeJS.ErrnoException when the folder cannot be made
 */
export async function makeNewFolder(parent: string, name: string): Promise<string> {
  await makeFolder(parent);
  for (let copy = 1; ; copy++) {
    const own = copy === 1 ? name : `${name}-${copy}`;
    try {
      await mkdir(join(parent, own));
      return own;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
