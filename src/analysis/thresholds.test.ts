import { describe, expect, it } from 'vitest';
import { makeTrial } from '../../test/fixtures/make-trial.js';
import { parseThreshold } from '../scenario/threshold.js';
import type { TrialResult } from '../storage/result.js';
import { evaluateThresholds } from './thresholds.js';

const fixture = makeTrial({
  index: 0,
  transport: 'websocket',
  policy: { label: 'fixed', words: 'fixed delay=1s', delayUs: () => 1_000_000 },
  repeat: 1,
  clients: 20,
  invalid: false,
}).result;

const trial: TrialResult = {
  ...fixture,
  deliveryLatencyUs: { ...fixture.deliveryLatencyUs, p99: 50_000, mean: 1234.5678 },
  responseTimeUs: { count: 0, min: null, mean: null, p50: null, p90: null, p99: null, p999: null, max: null },
  ledger: { ...fixture.ledger, expected: 1000, lost: 5 },
  bytes: { ...fixture.bytes, overheadPerMessage: 4.256 },
  storm: { ...fixture.storm, peakAttemptsPerSecond: 120, amplification: 1.25 },
};

function judge(expression: string) {
  return evaluateThresholds(trial, [parseThreshold(expression)]);
}

describe('evaluateThresholds', () => {
  it.each<[expression: string, holds: boolean, actual: number, message: string]>([
    ['delivery.p99 < 50ms', false, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.p99 <= 50ms', true, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.p99 < 51ms', true, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.p99 > 50ms', false, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.p99 >= 50ms', true, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.p99 == 50ms', true, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.p99 != 50ms', false, 50_000, 'delivery.p99 was 50ms'],
    ['delivery.mean < 2ms', true, 1234.5678, 'delivery.mean was 1.235ms'],
    ['lost == 0', false, 5, 'lost was 5'],
    ['lostShare <= 0.5%', true, 0.005, 'lostShare was 0.5%'],
    ['websocket: bytes.overheadPerMessage <= 4B', false, 4.256, 'bytes.overheadPerMessage was 4.26B'],
    ['storm.peakAttemptsPerSecond < 200/s', true, 120, 'storm.peakAttemptsPerSecond was 120/s'],
    ['storm.amplification < 1.2', false, 1.25, 'storm.amplification was 1.25'],
  ])('%s', (expression, holds, actual, message) => {
    expect(judge(expression)).toEqual([{ expression, holds, actual, message }]);
  });

  it.each(['response.p99 < 1h', 'response.p99 > 0s', 'response.p99 != 1s', 'delivery.warm-up.p50 < 1h'])(
    'does not let %s through when nothing was measured',
    (expression) => {
      const unmeasured = { ...trial, deliveryLatencyByPhaseUs: {} };
      const [verdict] = evaluateThresholds(unmeasured, [parseThreshold(expression)]);
      expect(verdict).toMatchObject({ holds: false, actual: null });
      expect(verdict?.message).toContain('was not measured');
    },
  );

  it('leaves out thresholds of other transports', () => {
    expect(judge('sse: lost == 0')).toEqual([]);
  });

  it('fails a metric that this version does not know', () => {
    const unknown = { ...parseThreshold('lost == 0'), metric: 'luck' };
    expect(evaluateThresholds(trial, [unknown])).toMatchObject([{ holds: false, actual: null }]);
  });
});
