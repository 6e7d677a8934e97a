import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gateFileSchema } from '../../src/analysis/gate/gate-result.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

const scenario = `name: one
transport: websocket
clients: { count: 5, rampUp: 100ms }
publish: { rate: 20/s, payload: 100B }
warmUp: 100ms
duration: 400ms
drain: 5s
workers: 1
`;

/** What is spoilt: a file and what becomes of it; undefined removes it. */
interface Case {
  readonly name: string;
  readonly file: 'baseline' | 'result' | 'scenario' | 'side';
  readonly spoil: (text: string) => string | undefined;
  readonly code: string;
  readonly words: RegExp;
}

const refused: readonly Case[] = [
  {
    name: 'no baseline',
    file: 'baseline',
    spoil: () => undefined,
    code: 'BASELINE_MISSING',
    words: /no baseline/,
  },
  { name: 'an empty baseline', file: 'baseline', spoil: () => '', code: 'BASELINE_DAMAGED', words: /empty/ },
  {
    name: 'half a baseline',
    file: 'baseline',
    spoil: (text) => text.slice(0, text.length / 2),
    code: 'BASELINE_DAMAGED',
    words: /not valid JSON, perhaps cut off/,
  },
  {
    name: 'some other JSON',
    file: 'baseline',
    spoil: () => '{}',
    code: 'BASELINE_DAMAGED',
    words: /not a baseline/,
  },
  {
    name: 'a baseline without figures',
    file: 'baseline',
    spoil: (text) => text.replace(/"exact": \{[^}]*\}/, '"exact": {}'),
    code: 'BASELINE_DAMAGED',
    words: /no exact figure/,
  },
  {
    name: 'a baseline of a newer Squall',
    file: 'baseline',
    spoil: (text) => text.replace('squall/baseline@1', 'squall/baseline@2'),
    code: 'BASELINE_NEWER',
    words: /squall\/baseline@2/,
  },
  {
    name: 'a run of another scenario',
    file: 'baseline',
    spoil: (text) => text.replace(/"hash": "[^"]{8}/, '"hash": "00000000'),
    code: 'BASELINE_SCENARIO',
    words: /scenario/,
  },
  {
    name: 'a scenario that was changed',
    file: 'scenario',
    spoil: (text) => text.replace('100B', '101B'),
    code: 'BASELINE_SCENARIO',
    words: /scenario/,
  },
  {
    name: 'an empty result',
    file: 'result',
    spoil: () => '',
    code: 'RESULT_(DAMAGED|EMPTY)',
    words: /result/,
  },
  {
    name: 'half a result',
    file: 'result',
    spoil: (text) => text.slice(0, text.length / 2),
    code: 'RESULT_DAMAGED',
    words: /result\.json/,
  },
  { name: 'no result', file: 'result', spoil: () => undefined, code: 'FILE_NOT_FOUND', words: /result/ },
  {
    name: 'a result of a newer Squall',
    file: 'result',
    spoil: (text) => text.replace(/squall\/result@\d+/, 'squall/result@99'),
    code: 'RESULT_NEWER',
    words: /squall\/result@99/,
  },
  {
    name: 'a result without trials',
    file: 'result',
    spoil: (text) => JSON.stringify({ ...JSON.parse(text), trials: [] }),
    code: 'RESULT_EMPTY',
    words: /trial/,
  },
  {
    name: 'a run that lacks a file',
    file: 'side',
    spoil: () => undefined,
    code: 'RESULT_DAMAGED',
    words: /timeline\.csv/,
  },
];

it('what cannot be read, is of something else or was cut short never passes', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'one.yaml'), scenario);
  const saved = await runSquall(['baseline', 'save', 'one.yaml'], folder);
  expect(saved.status).toBe(0);
  const run = readdirSync(join(folder, 'results')).find((name) => name !== 'baseline') ?? '';
  // The times of two runs prove nothing, and do not make the gate undecided either.
  const whole = await runSquall(['gate', `results/${run}`], folder);
  expect([whole.status, whole.stdout.trimEnd().split('\n').at(-1)]).toEqual([
    0,
    expect.stringMatching(/^PASS: /),
  ]);

  for (const { name, file, spoil, code, words } of refused) {
    const copy = makeFolder();
    cpSync(folder, copy, { recursive: true });
    const path = join(copy, locate(file, run));
    const text = spoil(readFileSync(path, 'utf8'));
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    const subject = file === 'scenario' ? 'one.yaml' : `results/${run}`;
    const { status, stdout, stderr } = await runSquall(['gate', subject], copy);
    expect([name, status, stdout], stderr).toEqual([name, 2, '']);
    expect(stderr.trimEnd().split('\n'), name).toHaveLength(1);
    expect(stderr, name).toMatch(new RegExp(`\\(SQUALL_${code}\\)\\n$`));
    expect(stderr, name).toMatch(words);
  }

  const path = join(folder, locate('result', run));
  const result = JSON.parse(readFileSync(path, 'utf8'));
  result.trials[0].status = 'interrupted';
  writeFileSync(path, JSON.stringify(result));
  const { status, stdout } = await runSquall(['gate', `results/${run}`, '--json'], folder);
  const { verdict, exact } = gateFileSchema.parse(JSON.parse(stdout));
  expect([status, verdict, exact?.verdict]).toEqual([4, 'invalid', 'invalid']);
  expect(exact?.invalid.map(({ message }) => message).join()).not.toBe('');
});

it('what is read is neither written over nor replaced unasked', async () => {
  const folder = makeFolder();
  const baseline = join(folder, 'results', 'baseline', 'one.json');
  writeFileSync(join(folder, 'one.yaml'), scenario);
  writeFileSync(join(folder, 'other.yaml'), scenario.replace('100B', '101B'));
  expect((await runSquall(['baseline', 'save', 'one.yaml', '--runs', '1'], folder)).status).toBe(0);
  const saved = readFileSync(baseline, 'utf8');

  for (const output of [
    ['--html', './one.yaml'],
    ['--out', 'results/baseline/one.json'],
    ['--html', 'x', '--markdown', 'x'],
  ]) {
    const { status, stderr } = await runSquall(['gate', 'one.yaml', ...output], folder);
    expect([status, stderr.trimEnd().split('\n').length], stderr).toEqual([2, 1]);
    expect(stderr).toMatch(/\(SQUALL_USAGE\)\n$/);
  }
  expect(readFileSync(join(folder, 'one.yaml'), 'utf8')).toBe(scenario);

  const other = await runSquall(['baseline', 'save', 'other.yaml'], folder);
  expect([other.status, other.stderr]).toEqual([
    2,
    expect.stringMatching(/one\.yaml.*other\.yaml.*--replace/),
  ]);
  expect(readFileSync(baseline, 'utf8')).toBe(saved);

  const run = readdirSync(join(folder, 'results')).find((name) => name !== 'baseline') ?? '';
  const again = await runSquall(['baseline', 'save', `results/${run}`], folder);
  expect(again.stdout).toMatch(/\nreplaced: that of .*; exact figures as before\n$/);
});

function locate(file: Case['file'], run: string): string {
  switch (file) {
    case 'baseline':
      return join('results', 'baseline', 'one.json');
    case 'scenario':
      return 'one.yaml';
    case 'result':
      return join('results', run, 'result.json');
    case 'side':
      return join('results', run, 'trials', '01-websocket-full-jitter', 'timeline.csv');
  }
}
