import { describe, expect, it } from 'vitest';
import type { Scenario } from '../scenario/scenario.js';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import { countExtraPorts, planPlaces } from './server-places.js';

function plan(server: Partial<Scenario['server']>, faults: Scenario['faults'] = []) {
  const scenario = makeScenario({ server: { ...makeScenario().server, ...server }, faults });
  const extraPorts = Array.from({ length: countExtraPorts(scenario) }, (_, index) => 101 + index);
  return planPlaces(scenario, { host: '127.0.0.1', port: 100, extraPorts });
}

describe('where the server listens', () => {
  it('is one port for everything as a rule', () => {
    expect(plan({})).toEqual({
      processes: [{ port: 100, controlPort: undefined, upstream: undefined }],
      urls: ['http://127.0.0.1:100'],
      hubPort: undefined,
      publishUrl: undefined,
    });
  });

  it.each([
    ['an accept rate', { acceptRatePerSecond: 5 }, []],
    ['a warm-up', {}, [{ kind: 'server-restart', atUs: 0, mode: 'crash', downtimeUs: 0, warmUpUs: 1 }]],
  ] as const)('is two ports with %s: messages do not wait behind clients', (_, server, faults) => {
    expect(plan(server, faults)).toMatchObject({
      processes: [{ port: 100, controlPort: 101 }],
      publishUrl: 'http://127.0.0.1:101',
    });
  });

  it('is a port for each process and one for the hub that all mirror', () => {
    const upstream = 'https://127.0.0.1:102';
    expect(plan({ processes: 2, tls: true })).toEqual({
      processes: [
        { port: 100, controlPort: undefined, upstream },
        { port: 101, controlPort: undefined, upstream },
      ],
      urls: ['https://127.0.0.1:100', 'https://127.0.0.1:101'],
      hubPort: 102,
      publishUrl: upstream,
    });
  });

  it('is all of that with both', () => {
    const { processes, hubPort, publishUrl } = plan({ processes: 2, acceptRatePerSecond: 5 });
    expect(processes.map(({ port, controlPort }) => [port, controlPort])).toEqual([
      [100, 102],
      [101, 103],
    ]);
    expect([hubPort, publishUrl]).toEqual([104, 'http://127.0.0.1:104']);
  });
});
