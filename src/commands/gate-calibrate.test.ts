import { expect, it } from 'vitest';
import type { RunFigures } from '../analysis/gate/pair-samples.js';
import { requireEnough } from './gate-calibrate.js';

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
