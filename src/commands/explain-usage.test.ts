import { expect, it } from 'vitest';
import { explainUsage } from './explain-usage.js';

const commands = ['run <file>', 'serve', 'report <result..>'];

it.each([
  ['Unknown command: frob', 'there is no command `frob`; the commands are run, serve, report (SQUALL_USAGE)'],
  [
    'Unknown command: reprot',
    'there is no command `reprot`; did you mean `report`? the commands are run, serve, report (SQUALL_USAGE)',
  ],
  [
    'Unknown commands: frob, nicate',
    'there is no command `frob`; the commands are run, serve, report (SQUALL_USAGE)',
  ],
  ['Not enough\n  arguments: got 0\n', 'Not enough arguments: got 0; see `squall --help` (SQUALL_USAGE)'],
])('%s', (message, line) => {
  expect(explainUsage(message, commands).toLine()).toBe(line);
});

it.each([
  [
    'Not enough non-option arguments: got 0, need at least 1',
    ['run'],
    'an argument is missing: `squall run <file>`; see `squall run --help` (SQUALL_USAGE)',
  ],
  [
    'Unknown command: b.yaml',
    ['run', 'a.yaml', 'b.yaml'],
    '`squall run <file>` takes no further argument `b.yaml`; remove it, or see `squall run --help` (SQUALL_USAGE)',
  ],
  [
    'Unknown argument: colour',
    ['serve', '--colour'],
    'Unknown argument: colour; see `squall serve --help` (SQUALL_USAGE)',
  ],
])('%s, of a known command', (message, given, line) => {
  expect(explainUsage(message, commands, given).toLine()).toBe(line);
});
