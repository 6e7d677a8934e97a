import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { makeGateArguments } from '../../test/fixtures/make-gate-arguments.js';
import type { RunFigures } from '../analysis/gate/pair-samples.js';
import { calibrate, requireEnough } from './gate-calibrate.js';

function makeRuns(valid: number, invalid: number): RunFigures[] {
  return Array.from({ length: valid + invalid }, (_, at) => at).flatMap((at) =>
    (['baseline', 'candidate'] as const).map((side) => ({
      pair: at + 1,
      side,
      attempt: 1,
      invalid: at < valid ? [] : ['messages left late'],
      doubtful: [],
      trials: [],
    })),
  );
}

it('saves nothing that was learnt from fewer than six valid pairs', () => {
  expect(() => requireEnough(makeRuns(6, 14))).not.toThrow();
  expect(() => requireEnough(makeRuns(5, 15))).toThrow(
    expect.objectContaining({
      code: 'SQUALL_GATE_INVALID',
      exit: 4,
      message:
        'only 5 of 20 pairs were valid, which say too little about noise; nothing is saved (messages left late)',
    }),
  );
  expect(() => requireEnough([])).toThrow(expect.objectContaining({ exit: 4 }));
});

it.each([
  [{ delta: '0%' }, '--delta 0% leaves no room for noise'],
  [{ delta: '20%' }, '--effect 20 % is not above --delta 20 %, the smallest change that counts'],
  [
    { limit: ['delivery.steady.p99 < +30%'] },
    '--effect 20 % is not above the --limit of delivery.steady.p99, 30 %, the smallest change that counts',
  ],
])('refuses %j before it measures', async (given, message) => {
  const args = makeGateArguments({ subject: ['calibrate', 'a.yaml'], baselines: tmpdir(), ...given });
  await expect(calibrate(args)).rejects.toMatchObject({ code: 'SQUALL_USAGE', message });
});
