import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../../test/support/wait-for.js';
import { RevisionFolder } from './revisions.js';

let folder = '';
let controller = new AbortController();
let revisions: RevisionFolder;

function git(...args: string[]): string {
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
  return execFileSync('git', ['-C', folder, ...author, ...args], { encoding: 'utf8' }).trim();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-repository-'));
  git('init', '--quiet');
  writeFileSync(join(folder, 'a.txt'), 'a');
  git('add', '.');
  git('commit', '--quiet', '--message', 'a');
  controller = new AbortController();
  revisions = await RevisionFolder.open(folder, controller.signal);
});
afterEach(async () => {
  await revisions.close();
  expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  rmSync(folder, { recursive: true, force: true });
});

it('is built in a folder of its own', async () => {
  const built = await revisions.build('HEAD', 'cp a.txt b.txt');
  expect(built.commit).toBe(git('rev-parse', 'HEAD'));
  expect(readFileSync(join(built.folder, 'b.txt'), 'utf8')).toBe('a');
  expect(existsSync(join(folder, 'b.txt'))).toBe(false);
});

it('says which revision cannot be built, and the line that tells why', async () => {
  await expect(revisions.build('HEAD', 'echo no such tool >&2; exit 3')).rejects.toThrow(
    'HEAD cannot be built with `echo no such tool >&2; exit 3`: status 3: no such tool',
  );
  await expect(revisions.build('nowhere', undefined)).rejects.toThrow('there is no revision nowhere');
});

it('is interrupted with everything that its build has started', async () => {
  const file = join(folder, 'pids');
  const building = revisions.build(
    'HEAD',
    `sleep 30 & echo $$ $! > ${file}.new; mv ${file}.new ${file}; wait`,
  );
  const ended = expect(building).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await waitFor(() => existsSync(file), 'the build');
  controller.abort();
  await ended;
  const pids = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  expect(pids).toHaveLength(2);
  await waitFor(() => pids.every((pid) => !isThere(pid)), 'the end of the build');
});

function isThere(pid: number): boolean {
  try {
    // A process that has ended and that nobody has asked about yet is still in the table.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
