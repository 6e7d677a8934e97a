import { beforeEach, expect, it, vi } from 'vitest';
import { makeScenario } from '../scenario/testing/make-scenario.js';

// The test process keeps the priority it has.
const system = vi.hoisted(() => ({ preferProcess: vi.fn(), raisePriority: vi.fn() }));
vi.mock('../system/raise-priority.js', () => system);

const { askForCores } = await import('./ask-for-cores.js');

const clients = (count: number) => ({ ...makeScenario().clients, count });

beforeEach(() => {
  system.preferProcess.mockReset().mockReturnValue('preferred');
  system.raisePriority.mockReset().mockReturnValue('nice');
});

it('leaves workers of few clients as they are', () => {
  expect(askForCores(makeScenario({ clients: clients(10_000) }), 4)).toBe('normal');
  expect(system.preferProcess).not.toHaveBeenCalled();
});

it('prefers workers of many clients', () => {
  expect(askForCores(makeScenario({ clients: clients(10_001) }), 4)).toBe('preferred');
});

it('does not give up a better nice value for that where clients time what comes back', () => {
  const echo = { ratePerSecond: 1, payloadBytes: 64 };
  expect(askForCores(makeScenario({ clients: clients(10_001), echo }), 4)).toBe('nice');
  expect(system.preferProcess).not.toHaveBeenCalled();
});
