import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../system/package-root.js';
import { listBaselines, parseBaseline, readBaseline } from './baseline.js';

const file = join(packageRoot, 'results', 'baseline', 'exact.json');
const text = readFileSync(file, 'utf8');

describe('a baseline that cannot be trusted is refused by name', () => {
  it.each([
    ['empty', '', 'SQUALL_BASELINE_DAMAGED', 'empty'],
    ['blank', ' \n', 'SQUALL_BASELINE_DAMAGED', 'empty'],
    ['cut off', text.slice(0, -200), 'SQUALL_BASELINE_DAMAGED', 'cut off'],
    ['something else', '{"hello": 1}', 'SQUALL_BASELINE_DAMAGED', 'not a baseline'],
    ['a result', '{"schema": "squall/result@1"}', 'SQUALL_BASELINE_DAMAGED', 'not a baseline'],
    ['from the future', text.replace('baseline@1', 'baseline@2'), 'SQUALL_BASELINE_NEWER', 'baseline@2'],
    [
      'without trials',
      JSON.stringify({ ...JSON.parse(text), trials: [] }),
      'SQUALL_BASELINE_DAMAGED',
      'not a baseline',
    ],
    [
      'without figures',
      text.replace(/"exact": \{[^}]*\}/, '"exact": {}'),
      'SQUALL_BASELINE_DAMAGED',
      'no exact figure',
    ],
  ])('%s', (_name, damaged, code, words) => {
    const read = (): unknown => parseBaseline(damaged, 'b.json');
    expect(read).toThrow(
      expect.objectContaining({ code, place: expect.objectContaining({ file: 'b.json' }) }),
    );
    expect(read).toThrow(words);
  });

  it('absent, or a folder', async () => {
    await expect(readBaseline('nowhere.json')).rejects.toMatchObject({ code: 'SQUALL_BASELINE_MISSING' });
    await expect(readBaseline(packageRoot)).rejects.toMatchObject({ code: 'SQUALL_BASELINE_DAMAGED' });
  });
});

describe('the committed baseline', () => {
  it('reads back as it was written, keys in order', () => {
    const baseline = parseBaseline(text, file);
    expect(baseline.trials).toHaveLength(4);
    for (const { exact, unstable } of baseline.trials) {
      expect(unstable).toEqual([]);
      expect(Object.keys(exact)).toEqual(Object.keys(exact).toSorted());
    }
  });

  it('is listed', async () => {
    expect(await listBaselines(join(packageRoot, 'results', 'baseline'))).toContain('exact');
    expect(await listBaselines('nowhere')).toEqual([]);
  });
});
