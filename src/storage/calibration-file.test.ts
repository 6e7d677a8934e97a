import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CalibrationFile, readCalibration } from './calibration-file.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-calibration-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const whole: CalibrationFile = {
  schema: 'squall/calibration@1',
  name: 'a',
  savedAt: '2026-01-01T00:00:00.000Z',
  scenario: { file: 'a.yaml', hash: 'c0ffee' },
  fingerprint: { cpu: 'x', cores: 2, memoryBytes: 1, platform: 'linux', kernel: '6', node: '22' },
  calibration: {
    ...{ effect: 0.2, power: 0.95, delta: 0.05, alpha: 0.01, confidence: 0.95 },
    ...{ mostPairs: 100, seed: 1, family: 0, pairs: null, metrics: [] },
  },
};

async function read(value: object): Promise<CalibrationFile | undefined> {
  const file = join(folder, 'a.calibration.json');
  await writeFile(file, JSON.stringify(value));
  return readCalibration(file);
}

describe('a calibration', () => {
  it('is read as it was written, and need not be there', async () => {
    expect(await read(whole)).toEqual(whole);
    expect(await readCalibration(join(folder, 'b.json'))).toBeUndefined();
  });

  it('says that it is one', async () => {
    const { schema, ...nameless } = whole;
    for (const other of [nameless, { ...whole, schema: 'squall/baseline@1' }])
      await expect(read(other)).rejects.toMatchObject({ code: 'SQUALL_BASELINE_DAMAGED' });
  });
});
