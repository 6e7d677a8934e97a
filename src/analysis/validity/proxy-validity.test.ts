import { describe, expect, it } from 'vitest';
import type { ProcessHealth } from '../../metrics/load-snapshot.js';
import type { ProxyFindings } from '../../metrics/measurement.js';
import type { PhaseName } from '../../metrics/phases.js';
import { judgeProxy } from './proxy-validity.js';

function findings(
  phase: PhaseName,
  health: Partial<ProcessHealth>,
  more: Partial<ProxyFindings> = {},
): ProxyFindings {
  const calm = {
    utilisation: 0.8,
    elapsedUs: 1e6,
    stallMaxUs: 100_000,
    cpuUs: 1,
    gcLongestUs: 0,
    gcTotalUs: 0,
  };
  return {
    accepted: 1,
    peak: 1,
    unreachable: 0,
    idleClosed: 0,
    upgradesStripped: 0,
    starved: false,
    health: { [phase]: { ...calm, ...health } },
    ...more,
  };
}

const codes = (proxy: ProxyFindings | undefined): string[] => judgeProxy({ proxy }).map(({ code }) => code);

describe('the proxy before the judges', () => {
  it('is fine at the limits, and where there is none', () => {
    expect(codes(findings('steady', {}))).toEqual([]);
    expect(codes(undefined)).toEqual([]);
  });

  it('must not be what is measured', () => {
    expect(codes(findings('steady', { utilisation: 0.81 }))).toEqual(['PROXY_BUSY']);
    expect(codes(findings('steady', { stallMaxUs: 100_001 }))).toEqual(['PROXY_BUSY']);
  });

  it('may be busy while a fault lasts', () => {
    expect(codes(findings('outage', { utilisation: 1, stallMaxUs: 500_000 }))).toEqual([]);
  });

  it('must not run out of descriptors', () => {
    expect(codes(findings('ramp', {}, { starved: true }))).toEqual(['RESOURCES_EXHAUSTED']);
  });
});
