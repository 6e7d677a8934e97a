import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SavedHistory } from './hub.js';

const format = 'squall/history@1';
const lineFeed = 10;

interface HistoryHeader {
  readonly format: string;
  readonly epoch: string;
  readonly newest: number;
  /** Bytes of each message, oldest first; the messages follow the header's line one after another. */
  readonly lengths: readonly number[];
}

/** `damaged`: not a whole history. `unreadable` and `unwritable`: the system does not let the server have it. */
export type HistoryFlaw = 'damaged' | 'unreadable' | 'unwritable';

/** A history file that a server cannot use. */
export class HistoryFileError extends Error {
  override readonly name = 'HistoryFileError';

  constructor(
    readonly file: string,
    readonly flaw: HistoryFlaw,
    problem: string,
  ) {
    super(`history file ${file}: ${problem}`);
  }
}

/**
 * Finds out before the first message, not when all of them are to be saved, that the file's folder takes no file.
 * @throws HistoryFileError
 */
export async function checkHistoryFolder(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new HistoryFileError(file, 'unwritable', (error as Error).message);
  }
}

/** Replaces the file as a whole, so that a reader never meets half of one. */
export async function writeHistoryFile(file: string, history: SavedHistory): Promise<void> {
  const header: HistoryHeader = {
    format,
    epoch: history.epoch,
    newest: history.newest,
    lengths: history.messages.map((payload) => payload.length),
  };
  const draft = `${file}.${randomUUID()}.tmp`;
  await writeFile(draft, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...history.messages]));
  await rename(draft, file);
}

/**
 * @returns undefined when there is no such file: the first start has nothing to load
 * @throws HistoryFileError when the file exists but is not a whole history
 */
export async function readHistoryFile(file: string): Promise<SavedHistory | undefined> {
  const bytes = await readFileIfPresent(file);
  if (bytes === undefined) return undefined;
  const end = bytes.indexOf(lineFeed);
  const header = end < 0 ? undefined : parseHeader(bytes.toString('utf8', 0, end));
  if (header === undefined)
    throw new HistoryFileError(file, 'damaged', `does not start with a ${format} header`);
  const messages = splitMessages(bytes.subarray(end + 1), header.lengths);
  if (messages === undefined) {
    throw new HistoryFileError(file, 'damaged', 'is shorter or longer than its header says');
  }
  return { epoch: header.epoch, newest: header.newest, messages };
}

async function readFileIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new HistoryFileError(file, 'unreadable', (error as Error).message);
  }
}

function parseHeader(line: string): HistoryHeader | undefined {
  let header: Partial<HistoryHeader> | null;
  try {
    header = JSON.parse(line) as Partial<HistoryHeader> | null;
  } catch {
    return undefined;
  }
  const { epoch, newest, lengths } = header ?? {};
  const isWhole =
    header?.format === format &&
    /^[0-9a-z]{1,32}$/.test(String(epoch)) &&
    isCount(newest) &&
    Array.isArray(lengths) &&
    lengths.every(isCount) &&
    lengths.length <= newest;
  return isWhole ? (header as HistoryHeader) : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function splitMessages(bytes: Buffer, lengths: readonly number[]): Buffer[] | undefined {
  let at = 0;
  const messages = lengths.map((length) => {
    at += length;
    // A copy each: as slices they would keep the whole file in memory until the last of them is dropped.
    return Buffer.from(bytes.subarray(at - length, at));
  });
  return at === bytes.length ? messages : undefined;
}
