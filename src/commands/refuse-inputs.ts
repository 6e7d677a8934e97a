import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SquallError } from '../errors.js';

/** A file that is going to be written, and the option that names it. */
export interface OutputFile {
  readonly option: string;
  readonly file: string;
}

/** What a stored run and a gate's folder are made of; whatever else lies there is somebody's report. */
const measured = /(^|\/)(result\.json|scenario\.yaml|histograms\.hlog|gate-state\.json|trials\/.+)$/;

/**
 * Refuses to write over what is read, and to write two things to one file: before anything is read, removed or measured. Files are compared
 * as the system knows them, so that neither links nor detours in a path hide one.
 * @param inputs files, and folders of runs or of a gate: of these what was measured; those that do not exist lose nothing
 * @throws SquallError SQUALL_USAGE
 */
export async function refuseInputs(outputs: readonly OutputFile[], inputs: readonly string[]): Promise<void> {
  const written = new Map<string, string>();
  for (const { option, file } of outputs) {
    const id = await identify(file);
    if (id === undefined) continue;
    const other = written.get(id);
    if (other !== undefined) {
      const problem = `${other} and ${option} name the same file, ${file}`;
      throw new SquallError('SQUALL_USAGE', problem, `name another with ${option}`);
    }
    written.set(id, option);
  }
  if (written.size === 0) return;
  for (const input of await listFiles(inputs)) {
    const option = written.get((await identify(input)) ?? '');
    if (option === undefined) continue;
    const problem = `${option} would write over ${input}, which is read`;
    throw new SquallError('SQUALL_USAGE', problem, `name another file with ${option}`);
  }
}

/** @returns undefined for what is no regular file: a stream such as /dev/stdout takes several things, one after the other */
async function identify(file: string): Promise<string | undefined> {
  try {
    const stats = await stat(file, { bigint: true });
    return stats.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
  } catch {
    return resolveMissing(resolve(file));
  }
}

/** Where a file would come to be. */
async function resolveMissing(file: string): Promise<string> {
  const folder = dirname(file);
  if (folder === file) return file;
  try {
    return join(await realpath(folder), basename(file));
  } catch {
    return join(await resolveMissing(folder), basename(file));
  }
}

async function listFiles(inputs: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const input of inputs) {
    const names = await listNames(input);
    files.push(
      ...(names === undefined ? [input] : names.filter(isMeasured).map((name) => join(input, name))),
    );
  }
  return files;
}

function isMeasured(name: string): boolean {
  return measured.test(name);
}

/** @returns undefined for what is no folder */
async function listNames(path: string): Promise<string[] | undefined> {
  try {
    return await readdir(path, { recursive: true });
  } catch {
    return undefined;
  }
}
