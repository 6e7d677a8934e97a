import { describe, expect, it } from 'vitest';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import type { Limits } from '../system/limits.js';
import type { LimitName, LimitVerdict } from './limit-finding.js';
import { describeLoad, type PlannedLoad } from './planned-load.js';
import { predictCapacity } from './predict-capacity.js';
import { findCertainShortage, refuseBeyondLimits } from './refuse-beyond-limits.js';
import { makeLimits, makeLoad } from './testing/make-limits.js';

function find(limit: LimitName, load: Partial<PlannedLoad>, limits: Partial<Limits>) {
  return predictCapacity(makeLoad(load), makeLimits(limits)).findings.find((each) => each.limit === limit);
}

const descriptors = (hard: number | null) => ({ descriptors: { soft: hard, hard } });
const ports = (first: number, last: number, reserved = 0, restSeconds = 1) => ({
  ports: { first, last, reserved, restSeconds },
});

describe('predictCapacity counts what a limit carries', () => {
  it.each<[string, LimitName, Partial<PlannedLoad>, Partial<Limits>, number | null, LimitVerdict]>([
    // 1,000 − 20 of its own − the publisher's connection − a file for its own figures.
    [
      'a server full to the last descriptor',
      'server-descriptors',
      { clients: 978 },
      descriptors(1_000),
      978,
      'tight',
    ],
    ['a server one client short', 'server-descriptors', { clients: 979 }, descriptors(1_000), 978, 'short'],
    [
      'two server processes, which share the clients',
      'server-descriptors',
      { clients: 1_900, serverProcesses: 2, maxConnections: 40_000 },
      descriptors(1_000),
      1_956,
      'tight',
    ],
    [
      'a server that admits few',
      'server-descriptors',
      { clients: 5_000, maxConnections: 900 },
      descriptors(1_000),
      null,
      'fits',
    ],
    [
      'a server whose clients have a second connection each',
      'server-descriptors',
      { clients: 490, connectionsPerClient: 2 },
      descriptors(1_000),
      489,
      'short',
    ],
    // Two processes of 1,000 − 24.
    [
      'two full workers',
      'worker-descriptors',
      { clients: 1_952, workers: 2 },
      descriptors(1_000),
      1_952,
      'tight',
    ],
    [
      'two workers and one client too many',
      'worker-descriptors',
      { clients: 1_953, workers: 2 },
      descriptors(1_000),
      1_952,
      'short',
    ],
    [
      'as many workers as it takes',
      'worker-descriptors',
      { clients: 5_000 },
      descriptors(1_000),
      256 * 976,
      'fits',
    ],
    [
      'a proxy with room for both connections of each',
      'proxy-descriptors',
      { clients: 488, hasProxy: true },
      descriptors(1_000),
      488,
      'tight',
    ],
    [
      'a proxy and one client too many',
      'proxy-descriptors',
      { clients: 489, hasProxy: true },
      descriptors(1_000),
      488,
      'short',
    ],
    ['files of the whole system', 'system-files', {}, { files: { max: 3_500, open: 1_000 } }, 1_000, 'tight'],
    [
      'all ports of one address',
      'ports',
      { clients: 100, sourceAddresses: 1 },
      ports(20_000, 20_099),
      100,
      'tight',
    ],
    ['one port too few', 'ports', { clients: 101, sourceAddresses: 1 }, ports(20_000, 20_099), 100, 'short'],
    ['reserved ports', 'ports', { clients: 91, sourceAddresses: 1 }, ports(20_000, 20_099, 10), 90, 'short'],
    [
      'resting ports',
      'ports',
      { clients: 50, sourceAddresses: 1, churnPerSecond: 1 },
      ports(20_000, 20_099, 0, 60),
      40,
      'short',
    ],
    [
      'three addresses at 5 %',
      'ports',
      { clients: 16, sourceAddresses: 3 },
      ports(20_000, 20_099),
      15,
      'short',
    ],
    ['addresses as asked for', 'ports', { clients: 181 }, ports(20_000, 20_099), 63_500 * 5, 'fits'],
    // 12 places, 100 ms apart.
    ['a burst on a short queue', 'accept-queue', { clients: 13, rampUpUs: 0, backlog: 11 }, {}, 12, 'short'],
    ['a ramp over a short queue', 'accept-queue', { clients: 100, backlog: 11 }, {}, 240, 'fits'],
    [
      'a queue cut by the kernel',
      'accept-queue',
      { clients: 13, rampUpUs: 0 },
      { acceptQueue: 11 },
      12,
      'short',
    ],
    ['tracked connections', 'conntrack', {}, { conntrack: { max: 1_100, count: 200 } }, 900, 'short'],
    ['socket memory', 'tcp-memory', {}, { tcpMemoryPages: 1_998 }, 999, 'short'],
    ['threads', 'tasks', { workers: 2 }, { tasks: { max: 100, current: 37 } }, null, 'short'],
    ['threads that suffice', 'tasks', { workers: 2 }, { tasks: { max: 100, current: 20 } }, null, 'fits'],
    ['two cores', 'cores', {}, { cores: 2 }, null, 'tight'],
    ['a quota of two cores', 'cores', {}, { cpuQuota: 2 }, null, 'tight'],
    ['a nice value', 'scheduling', {}, { scheduling: 'nice' }, null, 'tight'],
    ['a slow clock', 'clock', {}, { clockSource: 'hpet' }, null, 'tight'],
  ])('%s', (_name, limit, load, limits, carries, verdict) => {
    expect(find(limit, load, limits)).toMatchObject({ limit, carries, verdict });
  });

  it.each<[LimitName, Partial<Limits>]>([
    ['server-descriptors', descriptors(null)],
    ['worker-descriptors', descriptors(null)],
    ['system-files', { files: null }],
    ['memory', { memoryBytes: null }],
    ['tcp-memory', { tcpMemoryPages: null }],
    ['conntrack', { conntrack: null }],
    ['tasks', { tasks: null }],
    ['clock', { clockSource: null }],
  ])('says nothing of %s where the machine has no such limit', (limit, limits) => {
    expect(find(limit, {}, limits)).toBeUndefined();
  });

  it('needs more memory for more server lives, and less is left for clients', () => {
    const [one, two] = [1, 2].map((serverLives) => find('memory', { serverLives }, { memoryBytes: 2 ** 33 }));
    expect(one?.carries).toBeGreaterThan(two?.carries ?? Number.POSITIVE_INFINITY);
  });
});

describe('the first limit', () => {
  it('is the one that carries the fewest', () => {
    const capacity = predictCapacity(
      makeLoad({ sourceAddresses: 1 }),
      makeLimits({ ...ports(20_000, 20_499), ...descriptors(5_000) }),
    );
    expect(capacity).toMatchObject({ clients: 500, verdict: 'short', first: { limit: 'ports' } });
  });

  it('names a remedy that is enough', () => {
    const before = descriptors(1_000);
    const remedy = find('server-descriptors', { clients: 5_000 }, before)?.remedy ?? '';
    const raised = Number(remedy.match(/ulimit -n (\d+)/)?.[1]);
    expect(find('server-descriptors', { clients: 5_000 }, descriptors(raised))?.verdict).not.toBe('short');
    expect(find('server-descriptors', { clients: 5_000 }, descriptors(raised - 1))?.verdict).toBe('short');
  });

  it('raises fs.nr_open where the limit would go beyond it', () => {
    const limits = { ...descriptors(1_000), descriptorCeiling: 2_000 };
    expect(find('server-descriptors', { clients: 5_000 }, limits)?.remedy).toMatch(
      /^sysctl -w fs\.nr_open=5022 && /,
    );
  });
});

describe('refuseBeyondLimits', () => {
  it('refuses what is arithmetic and names limit, remedy and key', () => {
    expect(() => refuseBeyondLimits(makeLoad({ clients: 979 }), makeLimits(descriptors(1_000)))).toThrowError(
      expect.objectContaining({
        code: 'SQUALL_LIMIT',
        exit: 2,
        place: { key: 'clients.count' },
        message: expect.stringContaining('979 clients are more than the 978'),
        remedy: expect.stringContaining('ulimit -n 1001'),
      }),
    );
  });

  it('leaves estimates to the run', () => {
    const limits = makeLimits({ memoryBytes: 2 ** 20, conntrack: { max: 1, count: 0 } });
    expect(predictCapacity(makeLoad(), limits).verdict).toBe('short');
    expect(findCertainShortage(makeLoad(), limits)).toBeUndefined();
  });
});

describe('describeLoad', () => {
  it('counts server lives and the connections that faults end', () => {
    const scenario = makeScenario({
      faults: [
        { kind: 'server-restart', atUs: 1e6, mode: 'crash', downtimeUs: 1e6 },
        { kind: 'disconnect', atUs: 1e6, share: 0.5, by: 'client', how: 'close', everyUs: 500_000 },
        { kind: 'disconnect', atUs: 1e6, share: 1, by: 'client', how: 'close', everyUs: undefined },
      ],
    });
    expect(describeLoad(scenario)).toMatchObject({ clients: 2, serverLives: 2, churnPerSecond: 2 });
  });

  it('knows of a proxy, and of a transport to fall back to that needs a second connection', () => {
    const proxy = { idleTimeoutUs: undefined, stripUpgrade: true, conditions: [] };
    const echo = { ratePerSecond: 1, payloadBytes: 64 };
    const fallback = ['websocket', 'sse'] as const;
    expect(describeLoad(makeScenario({ proxy, echo, fallback }))).toMatchObject({
      hasProxy: true,
      connectionsPerClient: 2,
    });
    expect(describeLoad(makeScenario({ echo }))).toMatchObject({ hasProxy: false, connectionsPerClient: 1 });
  });
});
