import { chmodSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { SquallError } from '../errors.js';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { listDistribution } from './distribution.js';
import type { LoadedTrial } from './loaded-run.js';
import { loadRun, parseResult } from './read-run.js';
import type { RunResult } from './result.js';
import { RunWriter, type TrialFiles } from './write-run.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fixture = makeRun({ transports: ['websocket', 'sse'], clients: 20 });
const delivery = new LatencyHistogram();
for (let value = 1; value <= 500; value++) delivery.record(value * 17);

/** The run as it stands before its first trial. */
function beginResult(): RunResult {
  const { run } = fixture.result;
  return { ...fixture.result, run: { ...run, status: 'running', endedAt: null }, trials: [] };
}

function filesOf(trial: LoadedTrial): TrialFiles {
  return {
    storm: trial.storm,
    clients: [
      {
        client: 0,
        subscribedAtUs: null,
        firstDue: null,
        expected: 0,
        delivered: 0,
        lost: 2,
        duplicate: 0,
        outOfOrder: 0,
        recovered: 0,
        lostSequences: '3-4',
        connections: 0,
        attempts: 7,
      },
    ],
    histograms: {
      unit: 'us',
      encoding: 'HdrHistogram V2 compressed base64',
      histograms: { delivery: delivery.encode() },
    },
    publisher: { due: 5, sent: '0-4', acknowledged: '0-3', refused: '', unconfirmed: '4', accepted: '0-3' },
  };
}

/** Writes the fixture; returns the folder it is in. */
async function writeWhole(): Promise<string> {
  const writer = await RunWriter.open(join(folder, 'run'), beginResult());
  for (const trial of fixture.trials) {
    const timeline = await writer.openTimeline(trial.result.files.timeline);
    for (const row of trial.timeline) timeline.append([row]);
    await timeline.close();
    await writer.addTrial(trial.result, filesOf(trial));
  }
  await writer.end('complete', fixture.result.run.endedAt ?? '');
  return writer.directory;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  return error instanceof SquallError ? error.code : String(error);
}

describe('a run written and read back', () => {
  it('is the same, from its folder or its result file', async () => {
    const directory = await writeWhole();
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
    const directory = await writeWhole();
    const { clients, publisher } = fixture.result.trials[0]?.files ?? { clients: '', publisher: '' };
    expect(await readFile(join(directory, clients), 'utf8')).toBe(
      'client,subscribedAtUs,firstDue,expected,delivered,lost,duplicate,outOfOrder,recovered,lostSequences,connections,attempts\n' +
        '0,,,0,0,2,0,0,0,3-4,0,7\n',
    );
    expect(JSON.parse(await readFile(join(directory, publisher), 'utf8'))).toMatchObject({
      due: 5,
      accepted: '0-3',
    });
    expect(await readFile(join(directory, 'scenario.yaml'), 'utf8')).toBe(fixture.result.scenario.source);
  });
});

describe('while the run goes on', () => {
  it('has at every moment a result that can be read, with all finished trials', async () => {
    const directory = join(folder, 'run');
    const writer = await RunWriter.open(directory, beginResult());
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
    const writer = await RunWriter.open(join(folder, 'run'), beginResult());
    const timeline = await writer.openTimeline('trials/x/timeline.csv');
    const rows = fixture.trials[0]?.timeline ?? [];
    for (const row of rows) timeline.append([row]);
    timeline.append([]);
    await timeline.close();
    const lines = (await readFile(join(folder, 'run/trials/x/timeline.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(rows.map(({ atUs }) => atUs));
  });

  it('tells at the close that rows could not be written', async () => {
    const writer = await RunWriter.open(join(folder, 'run'), beginResult());
    const timeline = await writer.openTimeline('trials/x/timeline.csv');
    await rm(join(folder, 'run/trials'), { recursive: true });
    timeline.append(fixture.trials[0]?.timeline ?? []);
    await expect(timeline.close()).rejects.toThrow('ENOENT');
  });
});

describe('a folder that cannot be written', () => {
  it('is refused before anything is measured: a file in its place', async () => {
    await writeFile(join(folder, 'taken'), '');
    expect(await codeOf(RunWriter.open(join(folder, 'taken', 'run'), beginResult()))).toBe(
      'SQUALL_UNWRITABLE',
    );
  });

  it.skipIf(process.getuid?.() === 0)('is refused: no permission', async () => {
    await mkdir(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0o500);
    expect(await codeOf(RunWriter.open(join(folder, 'locked', 'run'), beginResult()))).toBe(
      'SQUALL_UNWRITABLE',
    );
  });
});

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
    const directory = await writeWhole();
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
    await RunWriter.open(join(folder, 'run'), beginResult());
    expect(await codeOf(loadRun(join(folder, 'run')))).toBe('SQUALL_RESULT_EMPTY');
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
    ['histograms', () => '{}'],
  ])('a damaged file beside it: %s', async (name, damage) => {
    const directory = await writeWhole();
    const files = fixture.result.trials[0]?.files;
    const file = join(directory, files?.[name as keyof typeof files] ?? '');
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await codeOf(loadRun(directory))).toBe('SQUALL_RESULT_DAMAGED');
  });

  it('a missing file beside it', async () => {
    const directory = await writeWhole();
    await rm(join(directory, fixture.result.trials[0]?.files.storm ?? ''));
    expect(await codeOf(loadRun(directory))).toBe('SQUALL_FILE_NOT_FOUND');
  });
});
