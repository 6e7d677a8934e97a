import { describe, expect, it } from 'vitest';
import { endCauses } from './end-causes.js';
import { findMetric, metricDefinitions } from './metric-names.js';

describe('metric names', () => {
  it('are all different, and each says what it is', () => {
    expect(new Set(metricDefinitions.map(({ name }) => name)).size).toBe(metricDefinitions.length);
    for (const { about } of metricDefinitions) expect(about).toMatch(/^\S.+\.$/);
  });

  it.each([
    ['delivery.p99', 'duration'],
    ['delivery.recovery.max', 'duration'],
    ['sendLag.mean', 'duration'],
    ['lost', 'number'],
    ['lostShare', 'share'],
    ['bytes.overheadPerMessage', 'bytes'],
    ['storm.peakAttemptsPerSecond', 'rate'],
    ['storm.backFromReady.p100', 'duration'],
    ['failures.refused', 'number'],
  ])('know %s as a %s', (name, kind) => {
    expect(findMetric(name)).toMatchObject({ name, kind });
  });

  it.each(['delivery', 'delivery.p95', 'delivery.ramp.p50', 'toString', ''])('do not know %j', (name) => {
    expect(findMetric(name)).toBeUndefined();
  });

  it('count failures by every cause', () => {
    for (const cause of endCauses) expect(findMetric(`failures.${cause}`)).toBeDefined();
  });
});
