import type { Limits } from '../../system/limits.js';
import { describeOpenLoad, type PlannedLoad } from '../planned-load.js';

/** A machine with plenty of everything; every limit can be replaced. */
export function makeLimits(more: Partial<Limits> = {}): Limits {
  return {
    cores: 8,
    cpuQuota: null,
    descriptors: { soft: 1_024, hard: 1_048_576 },
    ownDescriptors: { server: 20, worker: 24 },
    files: { max: 10_000_000, open: 1_000 },
    descriptorCeiling: 1_048_576,
    ports: { first: 32_768, last: 60_999, reserved: 0, restSeconds: 1 },
    acceptQueue: 4_096,
    synQueue: 2_048,
    memoryBytes: 64 * 2 ** 30,
    tcpMemoryPages: 1_000_000,
    conntrack: null,
    tasks: null,
    scheduling: 'real-time',
    clockSource: 'tsc',
    ...more,
  };
}

export function makeLoad(more: Partial<PlannedLoad> = {}): PlannedLoad {
  return { ...describeOpenLoad('websocket'), clients: 1_000, rampUpUs: 2_000_000, ...more };
}
