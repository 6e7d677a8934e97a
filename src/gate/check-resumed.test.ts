import { describe, expect, it } from 'vitest';
import { makeGateState } from '../../test/fixtures/make-gate-state.js';
import { checkHashes, checkSurroundings } from './check-resumed.js';

const state = makeGateState();
const resumed = { state, folder: 'results/x' };

describe('a gate that is taken up again', () => {
  it('goes on where nothing has changed', () => {
    expect(() => checkSurroundings(resumed, 'gate', state)).not.toThrow();
    expect(() => checkHashes(resumed, state.hashes)).not.toThrow();
  });

  it('is not a calibration', () => {
    expect(() => checkSurroundings(resumed, 'calibrate', state)).toThrow('these are pairs of a gate');
    const calibration = makeGateState({ settings: { ...state.settings, kind: 'calibrate' } });
    expect(() => checkSurroundings({ ...resumed, state: calibration }, 'gate', state)).toThrow(
      'these are pairs of a calibration',
    );
  });

  it.each([
    [{ ...state, squall: '9.9.9' }, 'begun with Squall 0.1.0, this is 9.9.9'],
    [{ ...state, machine: { ...state.machine, cpu: 'D', cores: 64 } }, 'CPU C, here D; cores 2, here 64'],
  ])('is refused elsewhere', (here, words) => {
    expect(() => checkSurroundings(resumed, 'gate', here)).toThrow(
      expect.objectContaining({ code: 'SQUALL_GATE_STATE', message: expect.stringContaining(words) }),
    );
  });

  it('is refused with another scenario, which is named', () => {
    const scenarios = { scenario: null, baselineScenario: 'a.yaml', candidateScenario: 'b.yaml' };
    const two = { ...resumed, state: makeGateState({ settings: { ...state.settings, ...scenarios } }) };
    const changed = { ...state.hashes, candidate: 'other' };
    expect(() => checkHashes(two, changed)).toThrow('since this gate began (b.yaml):');
    expect(() => checkHashes(resumed, { baseline: 'other', candidate: 'other' })).toThrow('began (a.yaml):');
  });
});
