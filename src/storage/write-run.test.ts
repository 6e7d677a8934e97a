import { chmodSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listDistribution } from './distribution.js';
import { loadRun, parseResult } from './read-run.js';
import type { RunResult } from './result.js';
import { beginResult, codeOf, delivery, filesOf, fixture, writeWhole } from './testing/stored-run.js';
import { RunWriter } from './write-run.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a run written and read back', () => {
  it('is the same, from its folder or its result file', async () => {
    const directory = await writeWhole(folder);
    const loaded = await loadRun(directory);
    expect(loaded.result).toEqual(fixture.result);
    expect(loaded.directory).toBe(directory);
    for (const [index, trial] of fixture.trials.entries()) {
      expect(loaded.trials[index]?.timeline).toEqual(trial.timeline);
      expect(loaded.trials[index]?.storm).toEqual(trial.storm);
      expect(loaded.trials[index]?.distributions).toEqual({ delivery: listDistribution(delivery) });
    }
    expect(await loadRun(join(directory, 'result.json'))).toEqual(loaded);
  });

  it('keeps clients, publisher and scenario beside it as text for people', async () => {
    const directory = await writeWhole(folder);
    const { clients, publisher } = fixture.result.trials[0]?.files ?? { clients: '', publisher: '' };
    expect(await readFile(join(directory, clients), 'utf8')).toBe(
      'client,subscribedAtUs,firstDue,expected,delivered,lost,duplicate,outOfOrder,recovered,lostSequences,connections,attempts,delays,delayDigest\n' +
        '0,,,0,0,2,0,0,0,3-4,0,7,6,99\n',
    );
    expect(JSON.parse(await readFile(join(directory, publisher), 'utf8'))).toMatchObject({
      due: 5,
      accepted: '0-3',
    });
    expect(await readFile(join(directory, 'scenario.yaml'), 'utf8')).toBe(fixture.result.scenario.source);
  });
});

describe('runs that begin within the same second', () => {
  it('have a folder and an id each', async () => {
    const writers = await Promise.all([1, 2, 3].map(() => RunWriter.open(folder, beginResult())));
    const { id } = beginResult().run;
    const ids = writers.map(({ result }) => result.run.id).sort();
    expect(ids).toEqual([id, `${id}-2`, `${id}-3`]);
    expect((await readdir(folder)).sort()).toEqual(ids);
    for (const { directory, result } of writers) expect(basename(directory)).toBe(result.run.id);
  });
});

describe('while the run goes on', () => {
  it('has at every moment a result that can be read, with all finished trials', async () => {
    const writer = await RunWriter.open(folder, beginResult());
    const { directory } = writer;
    const read = async (): Promise<RunResult> =>
      parseResult(await readFile(join(directory, 'result.json'), 'utf8'), 'result.json');
    expect(await read()).toMatchObject({ run: { status: 'running', endedAt: null }, trials: [] });
    for (const [index, trial] of fixture.trials.entries()) {
      const writing = writer.addTrial(trial.result, filesOf(trial));
      for (let look = 0; look < 5; look++) expect((await read()).trials.length).toBeOneOf([index, index + 1]);
      await writing;
      expect((await read()).trials).toHaveLength(index + 1);
    }
    await writer.end('interrupted', '2024-06-01T13:00:00.000Z');
    expect((await read()).run).toMatchObject({ status: 'interrupted', endedAt: '2024-06-01T13:00:00.000Z' });
    expect((await readdir(directory)).filter((name) => name.startsWith('result.json'))).toEqual([
      'result.json',
    ]);
  });

  it('keeps timeline rows in the order in which they were appended', async () => {
    const writer = await RunWriter.open(folder, beginResult());
    const timeline = await writer.openTimeline('trials/x/timeline.csv');
    const rows = fixture.trials[0]?.timeline ?? [];
    for (const row of rows) timeline.append([row]);
    timeline.append([]);
    await timeline.close();
    const lines = (await readFile(join(writer.directory, 'trials/x/timeline.csv'), 'utf8'))
      .trimEnd()
      .split('\n');
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(rows.map(({ atUs }) => atUs));
  });

  it('tells at the close that rows could not be written', async () => {
    const writer = await RunWriter.open(folder, beginResult());
    const timeline = await writer.openTimeline('trials/x/timeline.csv');
    await rm(join(writer.directory, 'trials'), { recursive: true });
    timeline.append(fixture.trials[0]?.timeline ?? []);
    await expect(timeline.close()).rejects.toThrow('ENOENT');
  });
});

describe('a folder that cannot be written', () => {
  it('is refused before anything is measured: a file in its place', async () => {
    await writeFile(join(folder, 'taken'), '');
    expect(await codeOf(RunWriter.open(join(folder, 'taken'), beginResult()))).toBe('SQUALL_UNWRITABLE');
  });

  it.skipIf(process.getuid?.() === 0)('is refused: no permission', async () => {
    await mkdir(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0o500);
    expect(await codeOf(RunWriter.open(join(folder, 'locked'), beginResult()))).toBe('SQUALL_UNWRITABLE');
  });
});
