import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readGateState } from '../gate/gate-state.js';
import { loadPlan } from '../scenario/load-plan.js';
import { readBaseline } from '../storage/baseline.js';
import { readCalibration } from '../storage/calibration-file.js';
import { loadRun } from '../storage/read-run.js';
import { readFileText } from './read-file-text.js';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-read-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makePipe(path: string): string {
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  return path;
}

describe('readFileText', () => {
  it('reads a file, and leaves to the caller what is missing or a folder', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'a'), 'text');
    expect(await readFileText(join(folder, 'a'))).toBe('text');
    await expect(readFileText(join(folder, 'b'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFileText(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it('refuses a socket and a device', async () => {
    const path = join(makeFolder(), 'socket');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    for (const file of [path, '/dev/zero']) {
      await expect(readFileText(file)).rejects.toMatchObject({ code: 'SQUALL_FILE_NOT_FOUND' });
    }
  });
});

describe('a named pipe that nobody writes to is refused in place of', () => {
  it.each<[string, string, (path: string) => Promise<unknown>]>([
    ['a scenario', 'my.yaml', (path) => loadPlan(path)],
    ['a baseline', 'my.json', (path) => readBaseline(path)],
    ['a calibration', 'my.calibration.json', (path) => readCalibration(path)],
    ['a result', 'result.json', (path) => loadRun(path)],
    ["a gate's state", 'gate-state.json', (path) => readGateState(join(path, '..'))],
  ])('%s', async (_what, name, read) => {
    const file = makePipe(join(makeFolder(), name));
    await expect(read(file)).rejects.toMatchObject({
      code: 'SQUALL_FILE_NOT_FOUND',
      message: 'this is a named pipe, not a file',
      place: { file },
    });
  });
});
