import { describe, expect, it } from 'vitest';
import { calibrationSchema } from '../../storage/calibration.js';
import { calibrateGate, defaultCalibrationGoal } from './calibrate-gate.js';
import { boundShare } from './clopper-pearson.js';
import { decideGate } from './decide-gate.js';
import { defaultGateOptions, type GateOptions } from './gate-types.js';
import { drawPairs, latency, listPairs, lost } from './testing/make-pairs.js';

const options: GateOptions = { ...defaultGateOptions, mostPairs: 40 };

function calibrate(spread: number) {
  const samples = drawPairs(latency, { pairs: 20, ratio: 1, spread, seed: 9 });
  return calibrateGate([...samples, ...listPairs(lost, [[0, 0]])], defaultCalibrationGoal, options);
}

describe('calibrateGate', () => {
  it('takes the least number of pairs that can prove anything where there is little noise', () => {
    const calibration = calibrate(0.01);
    // 2⁻⁷ is the first below α = 0.01; one more would be wasted.
    expect(calibration).toMatchObject({ pairs: 7, family: 1 });
    expect(calibration.metrics).toMatchObject([
      { usable: true, pairsNeeded: 7, power: 1, passes: 1, pairs: 20 },
    ]);
    expect(calibration.metrics[0]?.spread).toBeGreaterThan(0.007);
    expect(calibration.metrics[0]?.spread).toBeLessThan(0.025);
  });

  it('asks for more pairs with more noise, enough for what was asked', async ({ annotate }) => {
    const calibration = calibrate(0.1);
    const pairs = calibration.pairs ?? 0;
    expect(pairs).toBeGreaterThan(7);
    expect(pairs).toBeLessThanOrEqual(40);
    // Against fresh noise of the same spread, not what it was learnt from.
    const tries = 200;
    const found = Array.from({ length: tries }, (_, seed) =>
      decideGate(drawPairs(latency, { pairs, ratio: 1.2, spread: 0.1, seed: 1000 + seed }), options),
    ).filter(([decision]) => decision?.verdict === 'regression').length;
    const { low, high } = boundShare(found, tries, 0.99);
    await annotate(
      `10 % noise a run: ${pairs} pairs chosen, +20 % found in ${found} of ${tries} fresh gates (${low.toFixed(3)} to ${high.toFixed(3)})`,
    );
    // Twenty A/A pairs know the spread to a sixth; what 95 % becomes in the worst of that is 85 %.
    expect(high).toBeGreaterThan(0.85);
  });

  it('refuses a metric whose noise would need more pairs than allowed, and says so', () => {
    const calibration = calibrate(0.5);
    expect(calibration.pairs).toBeNull();
    expect(calibration.metrics).toMatchObject([{ usable: false, pairsNeeded: null }]);
    expect(calibration.metrics[0]?.reason).toMatch(/^Refused: noise .* 20 % .* 40/);
  });

  it('refuses what it could learn nothing about', () => {
    const samples = drawPairs(latency, { pairs: 5, ratio: 1, spread: 0.01, seed: 1 });
    const calibration = calibrateGate(samples, defaultCalibrationGoal, options);
    expect(calibration.metrics).toMatchObject([{ usable: false, smallestDelta: null }]);
    expect(calibration.metrics[0]?.reason).toBe(
      'Refused: 5 valid pairs say too little about noise; 6 are the least.',
    );
  });

  it('learns nothing from pairs in which clients never came back', () => {
    const samples = drawPairs(latency, { pairs: 20, ratio: 1, spread: 0.01, seed: 9 });
    const some = samples.map((pair, at) =>
      at < 3 ? { ...pair, candidate: Number.POSITIVE_INFINITY } : pair,
    );
    const calibration = calibrateGate(some, defaultCalibrationGoal, options);
    expect(calibration.metrics).toMatchObject([{ usable: true, pairs: 17 }]);
    expect(calibrationSchema.parse(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
  });

  it('is stored and read back, and is the same for the same seed', () => {
    const calibration = calibrate(0.05);
    expect(calibrationSchema.parse(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
    expect(calibrate(0.05)).toEqual(calibration);
  });

  it('knows no number of pairs for an effect within the minimum', () => {
    const samples = drawPairs(latency, { pairs: 20, ratio: 1, spread: 0.01, seed: 1 });
    expect(() => calibrateGate(samples, { effect: 0.05, power: 0.95 }, options)).toThrow(RangeError);
  });
});
