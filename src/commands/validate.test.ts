import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { listShippedScenarios } from '../scenario/shipped-scenarios.js';
import { keepLastOfRepeated } from './keep-last-of-repeated.js';
import { checkFiles, renderFailed, renderOutcomesAsJson, renderPassed, validateCommand } from './validate.js';

const folder = mkdtempSync(join(tmpdir(), 'squall-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const good = write(
  'good.yaml',
  'name: good\nclients: { count: 1, rampUp: 1s }\npublish: { rate: 1/s }\nwarmUp: 1s\nduration: 5s\ndrain: 1500ms\nmatrix: { transport: [sse, short-poll] }\n',
);
const bad = write('bad.yaml', 'name: bad\nclients: { count: 1 }\npublish: { rate: 1 }\nduration: 5s\n');
const missing = join(folder, 'missing.yaml');

describe('validate', () => {
  it('takes every file named, as the program parses arguments', async () => {
    const taken: unknown[] = [];
    await yargs()
      .middleware(keepLastOfRepeated, true)
      .command({ ...validateCommand, handler: ({ files, json }) => void taken.push(files, json) })
      .parseAsync(['validate', 'a.yaml', 'b.yaml', 'c.yaml', '--json']);
    expect(taken).toEqual([['a.yaml', 'b.yaml', 'c.yaml'], true]);
  });

  it('goes through all files and says about each what there is to say', async () => {
    const outcomes = await checkFiles([bad, good, missing]);
    expect(renderFailed(outcomes).split('\n')).toEqual([
      `squall: ${bad}:3:18: publish.rate: \`1\` has no unit; write e.g. \`20/s\` or \`600/m\` (SQUALL_UNIT)`,
      expect.stringMatching(/missing\.yaml: there is no such file; .*\(SQUALL_FILE_NOT_FOUND\)$/),
      '',
    ]);
    expect(renderPassed(outcomes).split('\n')).toEqual([
      `${good}: OK, 2 trials, about 20.0 s`,
      expect.stringMatching(/good\.yaml:6:8: drain: note: a drain of 1\.5s is short .*; use 2s or more$/),
      '',
    ]);
  });

  it('tells scripts the labels of every trial, and errors by their parts', async () => {
    const parsed: unknown = JSON.parse(renderOutcomesAsJson(await checkFiles([good, bad])));
    expect(parsed).toMatchObject([
      {
        file: good,
        valid: true,
        name: 'good',
        estimatedUs: 20_000_000,
        notices: [{ place: { line: 6 } }],
        trials: [
          { id: '01-sse-full-jitter', labels: { transport: 'sse', reconnect: 'full-jitter' }, repeat: 1 },
          { id: '02-short-poll-full-jitter', labels: { transport: 'short-poll' }, repeat: 1 },
        ],
      },
      { file: bad, valid: false, error: { code: 'SQUALL_UNIT', line: 3, column: 18, key: 'publish.rate' } },
    ]);
  });

  it('knows the shipped scenarios by name', async () => {
    const text = renderPassed(await checkFiles(listShippedScenarios()));
    for (const name of listShippedScenarios()) expect(text).toContain(`scenarios/${name}.yaml: OK, `);
  });
});
