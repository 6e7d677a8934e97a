import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRun, parseResult } from './read-run.js';
import { beginResult, codeOf, fixture, writeWhole } from './testing/stored-run.js';
import { RunWriter } from './write-run.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('what cannot be read as a result', () => {
  it.each<[string, (text: string) => string, string]>([
    ['cut short', (text) => text.slice(0, text.length / 2), 'SQUALL_RESULT_DAMAGED'],
    ['empty', () => '', 'SQUALL_RESULT_DAMAGED'],
    ['null', () => 'null', 'SQUALL_RESULT_DAMAGED'],
    ['something else', () => '{"schema":"other/thing@1"}', 'SQUALL_RESULT_DAMAGED'],
    [
      'without a version',
      (text) => text.replace('squall/result@1', 'squall/result'),
      'SQUALL_RESULT_DAMAGED',
    ],
    ['of no version', (text) => text.replace('squall/result@1', 'squall/result@x'), 'SQUALL_RESULT_DAMAGED'],
    ['newer', (text) => text.replace('squall/result@1', 'squall/result@2'), 'SQUALL_RESULT_NEWER'],
    [
      'with a text where a number belongs',
      (text) => text.replace(/"lost": \d+/, '"lost": "many"'),
      'SQUALL_RESULT_DAMAGED',
    ],
  ])('%s', async (_name, damage, code) => {
    const directory = await writeWhole(folder);
    const file = join(directory, 'result.json');
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await codeOf(loadRun(directory))).toBe(code);
  });

  it('names the key that is wrong', async () => {
    const text = JSON.stringify(fixture.result).replace(/"skippedPolls":\d+/, '"skippedPolls":-1');
    expect(() => parseResult(text, 'a/result.json')).toThrow(
      expect.objectContaining({ place: { file: 'a/result.json', key: 'trials.0.skippedPolls' } }),
    );
  });

  it('a run without a finished trial', async () => {
    const { directory } = await RunWriter.open(folder, beginResult());
    expect(await codeOf(loadRun(directory))).toBe('SQUALL_RESULT_EMPTY');
  });

  it('nothing at that place', async () => {
    expect(await codeOf(loadRun(join(folder, 'nowhere')))).toBe('SQUALL_FILE_NOT_FOUND');
    await mkdir(join(folder, 'bare'));
    expect(await codeOf(loadRun(join(folder, 'bare')))).toBe('SQUALL_FILE_NOT_FOUND');
  });

  it.each<[string, (text: string) => string]>([
    ['timeline', (text) => `${text}1,2\n`],
    ['storm', (text) => `${text}"unclosed`],
    ['histograms', (text) => text.slice(0, 40)],
    ['histograms', (text) => text.replace(/"encoded": ".{20}/, '"encoded": "')],
    ['storm', () => 'a,b\n1,2\n'],
    ['storm', () => ''],
    ['timeline', () => '\n'],
    ['histograms', () => '{}'],
  ])('a damaged file beside it: %s', async (name, damage) => {
    const directory = await writeWhole(folder);
    const files = fixture.result.trials[0]?.files;
    const file = join(directory, files?.[name as keyof typeof files] ?? '');
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await codeOf(loadRun(directory))).toBe('SQUALL_RESULT_DAMAGED');
  });

  it.each(['timeline', 'storm', 'histograms'] as const)('a missing file beside it: %s', async (name) => {
    const directory = await writeWhole(folder);
    const file = join(directory, fixture.result.trials[0]?.files[name] ?? '');
    await rm(file);
    await expect(loadRun(directory)).rejects.toMatchObject({
      code: 'SQUALL_RESULT_DAMAGED',
      place: { file },
    });
  });
});
