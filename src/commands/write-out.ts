import { lstat, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SquallError } from '../errors.js';
import { makeFolder } from '../storage/make-folder.js';

/**
 * Prints a text, or writes it to a file instead.
 * @param option that named the file
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function writeOut(text: string, file: string | undefined, option = '--out'): Promise<void> {
  if (file === undefined) process.stdout.write(text);
  else await explain(file, option, () => writeFile(file, text));
}

/**
 * Makes sure that a file can be written later, and takes away what is there of an earlier time: better told before a measurement than after
 * it, and whatever ends this one, nothing old is left to be taken for its outcome. What is no regular file, as /dev/stdout, is left alone.
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function prepareOut(file: string, option = '--out'): Promise<void> {
  await explain(file, option, async () => {
    await makeFolder(dirname(file));
    // Opened to add to: permissions of files and folders have too many rules to be foretold.
    await (await open(file, 'a')).close();
    if ((await lstat(file)).isFile()) await rm(file);
  });
}

async function explain(file: string, option: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new SquallError(
      'SQUALL_UNWRITABLE',
      `${file} cannot be written: ${(error as Error).message}`,
      `name another file with ${option}`,
    );
  }
}
