import { expect, it } from 'vitest';
import { makeGateState } from '../../test/fixtures/make-gate-state.js';
import { SquallError } from '../errors.js';
import { explainStart } from './explain-start.js';

const { settings } = makeGateState();
const failed = new SquallError(
  'SQUALL_TARGET',
  'Mine: the command start ended with status 1: Error: x',
  'run it',
  {
    key: 'target.commands',
  },
);

it.each([
  [
    {},
    '--candidate: Mine: the command start ended with status 1: Error: x; run `new` by itself in /x, with SQUALL_PORT set (SQUALL_TARGET)',
  ],
  [
    { baselineRef: 'main', candidateRef: 'HEAD', server: 'node a.js' },
    /^--candidate-ref HEAD: Mine: .*; check HEAD out and run `node a\.js` by itself/,
  ],
  [
    { baselineScenario: 'a.yaml', candidateScenario: 'b.yaml' },
    /^--candidate-scenario b\.yaml: Mine: .*; run it \(/,
  ],
])('names the side of %j', (given, line) => {
  const told = explainStart(failed, 'candidate', { ...settings, ...given });
  expect((told as SquallError).toLine()).toEqual(
    typeof line === 'string' ? line : expect.stringMatching(line),
  );
});

it('leaves alone what is about something else', () => {
  const other = new SquallError('SQUALL_LIMIT', 'too many', 'take fewer');
  expect(explainStart(other, 'candidate', settings)).toBe(other);
  expect(explainStart(failed, 'candidate', { ...settings, kind: 'calibrate' })).toBe(failed);
});
