import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { SquallError } from '../errors.js';

/** Names under which a shell hands over what another command prints: `<(…)`, or a pipe into `/dev/stdin`. */
const handedOver = /^\/(dev\/stdin$|dev\/fd\/\d+$|proc\/self\/fd\/\d+$)/;

/**
 * The text of an input file. A pipe somewhere in the file system would be waited for without a word, perhaps for ever, so it is refused.
 * @param pipes `handed-over`: takes what the shell hands over, which somebody writes to; it can be read once
 * @throws SquallError SQUALL_FILE_NOT_FOUND for what is neither a file nor a folder; what the system says of anything else
 */
export async function readFileText(path: string, pipes: 'never' | 'handed-over' = 'never'): Promise<string> {
  if (pipes === 'handed-over' && handedOver.test(path)) return readFile(path, 'utf8');
  const handle = await openAtOnce(path);
  try {
    const stats = await handle.stat();
    // A folder is told by reading it.
    if (stats.isFile() || stats.isDirectory()) return await handle.readFile('utf8');
    throw refuse(path, stats.isFIFO() ? 'a named pipe' : 'a device');
  } finally {
    await handle.close();
  }
}

/** Opening a named pipe to read waits for a writer, unless it may not (open(2), O_NONBLOCK); of a file it changes nothing. */
async function openAtOnce(path: string): ReturnType<typeof open> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // open(2): what a socket says.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') throw refuse(path, 'a socket or a device');
    throw error;
  }
}

function refuse(file: string, what: string): SquallError {
  return new SquallError('SQUALL_FILE_NOT_FOUND', `this is ${what}, not a file`, 'name a file', { file });
}
