import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import type { Scenario } from '../scenario/scenario.js';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import { checkLimits, chooseWorkerCount } from './worker-count.js';

function scenarioOf(count: number, workers?: number, maxConnections = 1_000_000): Scenario {
  const base = makeScenario();
  return {
    ...base,
    clients: { ...base.clients, count },
    workers,
    server: { ...base.server, maxConnections },
  };
}

function refusal(scenario: Scenario, fileDescriptors: number | null, cores = 2): SquallError | undefined {
  try {
    checkLimits(scenario, { cores, fileDescriptors });
  } catch (error) {
    if (error instanceof SquallError) return error;
    throw error;
  }
  return undefined;
}

describe('chooseWorkerCount', () => {
  it.each<[string, Scenario, number, number | null, number]>([
    ['as the scenario says', scenarioOf(10, 7), 2, 1_024, 7],
    ['one per core', scenarioOf(1_000), 4, 20_000, 4],
    ['no more than there are clients', scenarioOf(3), 8, 20_000, 3],
    ['more where descriptors ask for it', scenarioOf(5_000), 2, 1_064, 5],
    ['just as many as fit', scenarioOf(4_000), 2, 1_064, 4],
    ['one more for one client more', scenarioOf(4_001), 2, 1_064, 5],
    ['by cores alone where descriptors are unlimited', scenarioOf(50_000), 2, null, 2],
    ['one per client under an absurd limit', scenarioOf(5), 2, 10, 5],
  ])('%s', (_name, scenario, cores, fileDescriptors, expected) => {
    expect(chooseWorkerCount(scenario, { cores, fileDescriptors })).toBe(expected);
  });
});

describe('checkLimits', () => {
  it.each<[string, Scenario, number | null]>([
    ['no limit is known', scenarioOf(1_000_000), null],
    ['the server just fits', scenarioOf(960), 1_024],
    ['the server admits few enough', scenarioOf(5_000, undefined, 900), 1_024],
    ['every worker just fits', scenarioOf(1_920, 2, 900), 1_024],
  ])('lets pass when %s', (_name, scenario, fileDescriptors) => {
    expect(refusal(scenario, fileDescriptors)).toBeUndefined();
  });

  it('names the server’s limit and how to raise it', () => {
    const error = refusal(scenarioOf(20_000), 20_000);
    expect(error).toMatchObject({ code: 'SQUALL_LIMIT', exit: 2, place: { key: 'clients.count' } });
    expect(error?.toLine()).toBe(
      'clients.count: 20,000 connections need 20,064 file descriptors in the server process, the limit is 20,000 (ulimit -n); ' +
        'raise it with `ulimit -n 20064` (as root, or in /etc/security/limits.conf) or lower clients.count (SQUALL_LIMIT)',
    );
  });

  it('names a worker’s limit, counting the fullest worker', () => {
    const error = refusal(scenarioOf(1_921, 2, 900), 1_024);
    expect(error?.message).toContain('961 connections need 1,025 file descriptors in each load process');
    expect(error?.remedy).toContain('or raise workers');
  });
});
