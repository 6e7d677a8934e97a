import { describe, expect, it } from 'vitest';
import { failureCauses } from './end-causes.js';
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

  it('count failed attempts by every cause that an attempt can fail for, and by no other', () => {
    for (const cause of failureCauses) expect(findMetric(`failures.${cause}`)).toBeDefined();
    for (const cause of ['closed', 'local']) expect(findMetric(`failures.${cause}`)).toBeUndefined();
  });
});
