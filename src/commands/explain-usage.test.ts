import { expect, it } from 'vitest';
import { explainUsage } from './explain-usage.js';

const commands = ['run', 'serve', 'report'];

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
