import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HistoryFileError, readHistoryFile, writeHistoryFile } from './history-file.js';

let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-history-'));
  file = join(folder, 'history');
});
afterEach(() => rm(folder, { recursive: true }));

it('reads back what it wrote, byte for byte', async () => {
  const messages = [Buffer.from('a\nb'), Buffer.alloc(0), Buffer.from([0, 255, 10, 13])];
  await writeHistoryFile(file, { epoch: 'abcdefgh', newest: 7, messages });
  expect(await readHistoryFile(file)).toEqual({ epoch: 'abcdefgh', newest: 7, messages });
  expect(await readdir(folder)).toEqual(['history']);
});

it('has a header line a human can read, then the payloads', async () => {
  await writeHistoryFile(file, {
    epoch: 'abcdefgh',
    newest: 2,
    messages: [Buffer.from('one'), Buffer.from('2')],
  });
  expect(await readFile(file, 'utf8')).toBe(
    '{"format":"squall/history@1","epoch":"abcdefgh","newest":2,"lengths":[3,1]}\none2',
  );
});

it('has nothing to say about a file that is not there', async () => {
  expect(await readHistoryFile(file)).toBeUndefined();
});

it.each([
  { name: 'empty', text: '' },
  { name: 'no header', text: 'hello\nworld' },
  { name: 'another format', text: '{"format":"other@1","epoch":"a","newest":0,"lengths":[]}\n' },
  { name: 'null', text: 'null\n' },
  { name: 'negative length', text: '{"format":"squall/history@1","epoch":"a","newest":1,"lengths":[-1]}\n' },
  {
    name: 'more messages than ids',
    text: '{"format":"squall/history@1","epoch":"a","newest":0,"lengths":[1]}\nx',
  },
  { name: 'too short', text: '{"format":"squall/history@1","epoch":"a","newest":1,"lengths":[3]}\nxx' },
  { name: 'too long', text: '{"format":"squall/history@1","epoch":"a","newest":1,"lengths":[3]}\nxxxx' },
])('refuses a damaged file: $name', async ({ text }) => {
  await writeFile(file, text);
  await expect(readHistoryFile(file)).rejects.toBeInstanceOf(HistoryFileError);
  await expect(readHistoryFile(file)).rejects.toMatchObject({ flaw: 'damaged' });
  await expect(readHistoryFile(file)).rejects.toThrow(file);
});

it('refuses a folder', async () => {
  await expect(readHistoryFile(folder)).rejects.toMatchObject({ flaw: 'unreadable' });
});
