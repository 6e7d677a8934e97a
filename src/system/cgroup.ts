import type { ReadText } from './limits.js';

/** What this process's control groups leave it. Null: no bound, or no such group. */
export interface CgroupLimits {
  readonly cpuQuota: number | null;
  readonly memoryFreeBytes: number | null;
  readonly tasks: { readonly max: number; readonly current: number } | null;
}

const root = '/sys/fs/cgroup';

/** Files of the two versions of the interface (Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst). */
const names = {
  v2: {
    memory: ['memory.max', 'memory.current'],
    tasks: ['pids.max', 'pids.current'],
  },
  v1: {
    memory: ['memory.limit_in_bytes', 'memory.usage_in_bytes'],
    tasks: ['pids.max', 'pids.current'],
  },
} as const;

/** Reads the tightest bounds along the path from this process's control groups up to the root. */
export function readCgroup(read: ReadText): CgroupLimits {
  const memory = tightest(listFolders(read, 'memory').map((folder) => readBound(read, folder, 'memory')));
  const tasks = tightest(listFolders(read, 'pids').map((folder) => readBound(read, folder, 'tasks')));
  const quotas = listFolders(read, 'cpu').flatMap((folder) => readQuota(read, folder) ?? []);
  return {
    cpuQuota: quotas.length === 0 ? null : Math.min(...quotas),
    memoryFreeBytes: memory === undefined ? null : Math.max(0, memory.max - memory.current),
    tasks: tasks ?? null,
  };
}

interface Bound {
  readonly max: number;
  readonly current: number;
}

function tightest(bounds: readonly (Bound | undefined)[]): Bound | undefined {
  return bounds
    .filter((bound) => bound !== undefined)
    .reduce<Bound | undefined>(
      (least, bound) =>
        least === undefined || bound.max - bound.current < least.max - least.current ? bound : least,
      undefined,
    );
}

/** Folders of a controller for this process: its own group and all above it, in either version's tree. */
function listFolders(read: ReadText, controller: string): string[] {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  return lines.flatMap(([, controllers = '', ...rest]) => {
    if (controllers !== '' && !controllers.split(',').includes(controller)) return [];
    const base = controllers === '' ? root : `${root}/${controllers}`;
    const parts = rest.join(':').split('/').filter(Boolean);
    return Array.from({ length: parts.length + 1 }, (_, depth) => [base, ...parts.slice(0, depth)].join('/'));
  });
}

function readBound(read: ReadText, folder: string, what: 'memory' | 'tasks'): Bound | undefined {
  for (const version of ['v2', 'v1'] as const) {
    const [max, current] = names[version][what].map((name) => toNumber(read(`${folder}/${name}`)));
    // Version 1 writes "no limit" as a number beyond every memory.
    if (max !== undefined && current !== undefined && max < Number.MAX_SAFE_INTEGER / 2) {
      return { max, current };
    }
  }
  return undefined;
}

/** Cores' worth of CPU time: `cpu.max` holds quota and period, version 1 has a file for each. */
function readQuota(read: ReadText, folder: string): number | undefined {
  const [quota, period] = read(`${folder}/cpu.max`)?.trim().split(' ').map(toNumber) ?? [
    toNumber(read(`${folder}/cpu.cfs_quota_us`)),
    toNumber(read(`${folder}/cpu.cfs_period_us`)),
  ];
  return quota === undefined || period === undefined ? undefined : quota / period;
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined;
}
