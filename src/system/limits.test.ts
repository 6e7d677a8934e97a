import { describe, expect, it } from 'vitest';
import { readCgroup } from './cgroup.js';
import { readLimits } from './limits.js';

/** A system of the given files and no others. */
function readFrom(files: Readonly<Record<string, string>>) {
  return (path: string) => files[path];
}

describe('readLimits', () => {
  it('reads what the kernel writes', () => {
    const limits = readLimits(
      readFrom({
        '/proc/sys/fs/file-nr': '1216\t0\t2466170\n',
        '/proc/sys/fs/nr_open': '1048576\n',
        '/proc/sys/net/ipv4/tcp_mem': '287898\t383867\t575796\n',
        '/proc/sys/net/core/somaxconn': '4096\n',
        '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
        '/proc/sys/net/netfilter/nf_conntrack_count': '17\n',
        '/proc/sys/net/ipv4/tcp_tw_reuse': '0\n',
        '/proc/meminfo': 'MemTotal:       100 kB\nMemAvailable:       50 kB\n',
        [`/proc/${process.ppid}/limits`]:
          'Max open files            1024                 20000                files\n',
        '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
      }),
    );
    expect(limits).toMatchObject({
      files: { max: 2_466_170, open: 1_216 },
      descriptorCeiling: 1_048_576,
      descriptors: { soft: 1_024 },
      tcpMemoryPages: 575_796,
      acceptQueue: 4_096,
      synQueue: null,
      conntrack: { max: 262_144, count: 17 },
      memoryBytes: 51_200,
      tasks: null,
      scheduling: 'normal',
      clockSource: 'tsc',
      ports: { restSeconds: 60 },
    });
  });

  it.each([
    ['', 0],
    ['1,2\n', 0],
    ['60999\n', 1],
    ['1-65535\n', 'all'],
  ])('counts the ports that %j keeps back', (list, expected) => {
    const { ports } = readLimits(readFrom({ '/proc/sys/net/ipv4/ip_local_reserved_ports': list }));
    const all = ports.last - ports.first + 1;
    expect(ports.reserved).toBe(
      expected === 'all' ? all : Math.min(expected as number, ports.last >= 60_999 ? all : 0),
    );
  });

  it.each([
    ['CapEff:\t0000000000000000\n', 'Max realtime priority     0    0\n', 'normal'],
    ['CapEff:\t0000000000000000\n', 'Max nice priority     20    20\n', 'nice'],
  ])('knows from %j and %j how the publisher may be scheduled', (status, limits, expected) => {
    const read = readFrom({ '/proc/self/status': status, '/proc/self/limits': limits });
    expect(readLimits(read).scheduling).toBe(expected);
  });
});

describe('readCgroup', () => {
  it('takes the tightest bound on the way to the root, version 2', () => {
    const read = readFrom({
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/memory.max': '1000\n',
      '/sys/fs/cgroup/a/memory.current': '900\n',
      '/sys/fs/cgroup/a/b/memory.max': 'max\n',
      '/sys/fs/cgroup/a/b/memory.current': '5\n',
      '/sys/fs/cgroup/a/b/pids.max': '64\n',
      '/sys/fs/cgroup/a/b/pids.current': '4\n',
      '/sys/fs/cgroup/a/b/cpu.max': '150000 100000\n',
    });
    expect(readCgroup(read)).toEqual({ memoryFreeBytes: 100, tasks: { max: 64, current: 4 }, cpuQuota: 1.5 });
  });

  it('reads version 1 and takes its huge number for no limit', () => {
    const read = readFrom({
      '/proc/self/cgroup': '3:memory:/x\n2:cpu,cpuacct:/\n1:pids:/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '10\n',
      '/sys/fs/cgroup/memory/x/memory.limit_in_bytes': '50\n',
      '/sys/fs/cgroup/memory/x/memory.usage_in_bytes': '60\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    });
    expect(readCgroup(read)).toEqual({ memoryFreeBytes: 0, tasks: null, cpuQuota: null });
  });

  it('knows of no bounds without groups', () => {
    expect(readCgroup(() => undefined)).toEqual({ memoryFreeBytes: null, tasks: null, cpuQuota: null });
  });
});
