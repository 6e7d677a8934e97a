import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { readCgroup } from './cgroup.js';
import { readFileDescriptorLimit } from './environment.js';
import { type PortRange, readEphemeralPorts } from './ports.js';
import { readSystemText } from './read-system-text.js';

/** Descriptors a process of each kind holds before its first client: standard streams, IPC, event loop, listening socket. */
export interface OwnDescriptors {
  readonly server: number;
  readonly worker: number;
}

/** More than either holds with any supported version of Node.js; what is assumed until it has been counted. */
export const assumedOwnDescriptors: OwnDescriptors = { server: 62, worker: 64 };

/** What of this machine bounds a load test. Null: unlimited, or the system does not tell. */
export interface Limits {
  readonly cores: number;
  /** Cores' worth of CPU time that the control group grants. */
  readonly cpuQuota: number | null;
  /** Files and sockets per process: RLIMIT_NOFILE, the soft limit at start and the hard one, to which Node.js raises it. */
  readonly descriptors: { readonly soft: number | null; readonly hard: number | null };
  readonly ownDescriptors: OwnDescriptors;
  /** Open files of the whole system (fs.file-max) and how many are open now. */
  readonly files: { readonly max: number; readonly open: number } | null;
  /** The highest value RLIMIT_NOFILE can be raised to (fs.nr_open). */
  readonly descriptorCeiling: number | null;
  readonly ports: PortRange & {
    /** Of the range, ports kept back by ip_local_reserved_ports. */
    readonly reserved: number;
    /** Seconds for which a closed loopback connection keeps its port (tcp_tw_reuse). */
    readonly restSeconds: number;
  };
  /** Longest accept queue (net.core.somaxconn) and half-open queue (tcp_max_syn_backlog). */
  readonly acceptQueue: number | null;
  readonly synQueue: number | null;
  /** What can still be taken: MemAvailable, or what the control group leaves when that is less. */
  readonly memoryBytes: number | null;
  /** Pages of 4 KiB that all TCP sockets together may hold for data (third figure of tcp_mem). */
  readonly tcpMemoryPages: number | null;
  /** Connection tracking, when the kernel has it loaded. */
  readonly conntrack: { readonly max: number; readonly count: number } | null;
  /** Threads of the control group. */
  readonly tasks: { readonly max: number; readonly current: number } | null;
  /** How the publisher may be scheduled. */
  readonly scheduling: 'real-time' | 'nice' | 'normal';
  readonly clockSource: string | null;
}

/**
 * Reads this machine's limits (proc(5), tcp(7), cgroups(7)).
 * @param read gives the text of a file of the system, undefined when there is none
 */
export function readLimits(read: ReadText = readSystemText): Limits {
  const cgroup = readCgroup(read);
  return {
    cores: Math.max(1, cpus().length),
    cpuQuota: cgroup.cpuQuota,
    descriptors: { soft: readSoftDescriptors(read), hard: readFileDescriptorLimit() },
    ownDescriptors: assumedOwnDescriptors,
    files: readFiles(read),
    descriptorCeiling: readNumber(read, '/proc/sys/fs/nr_open'),
    ports: {
      ...readEphemeralPorts(),
      reserved: countReserved(read, readEphemeralPorts()),
      restSeconds: readNumber(read, '/proc/sys/net/ipv4/tcp_tw_reuse') === 0 ? 60 : 1,
    },
    acceptQueue: readNumber(read, '/proc/sys/net/core/somaxconn'),
    synQueue: readNumber(read, '/proc/sys/net/ipv4/tcp_max_syn_backlog'),
    memoryBytes: least(readAvailableMemory(read), cgroup.memoryFreeBytes),
    tcpMemoryPages: readNumber(read, '/proc/sys/net/ipv4/tcp_mem', 2),
    conntrack: readPair(
      readNumber(read, '/proc/sys/net/netfilter/nf_conntrack_max'),
      readNumber(read, '/proc/sys/net/netfilter/nf_conntrack_count'),
      (max, count) => ({ max, count }),
    ),
    tasks: cgroup.tasks,
    scheduling: readScheduling(read),
    clockSource: read('/sys/devices/system/clocksource/clocksource0/current_clocksource')?.trim() || null,
  };
}

/** Gives the text of a file, undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;

/** The number at a position of a file of numbers. */
function readNumber(read: ReadText, path: string, at = 0): number | null {
  const word = read(path)?.trim().split(/\s+/)[at];
  return word === undefined || !/^\d+$/.test(word) ? null : Number(word);
}

function readPair<T>(a: number | null, b: number | null, join: (a: number, b: number) => T): T | null {
  return a === null || b === null ? null : join(a, b);
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** Node.js has raised this process's own soft limit already; its parent's is what a shell was given. */
function readSoftDescriptors(read: ReadText): number | null {
  const line = read(`/proc/${process.ppid}/limits`)?.match(/^Max open files\s+(\S+)/m);
  const soft = Number(line?.[1]);
  return Number.isFinite(soft) ? soft : null;
}

function readFiles(read: ReadText): Limits['files'] {
  const path = '/proc/sys/fs/file-nr';
  return readPair(readNumber(read, path, 2), readNumber(read, path), (max, open) => ({ max, open }));
}

function readAvailableMemory(read: ReadText): number | null {
  const kibibytes = read('/proc/meminfo')?.match(/^MemAvailable:\s+(\d+) kB/m)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** Ports of the range that a list such as `8080,9000-9009` keeps back. */
function countReserved(read: ReadText, { first, last }: PortRange): number {
  const list = read('/proc/sys/net/ipv4/ip_local_reserved_ports')?.trim() ?? '';
  return list
    .split(',')
    .filter((part) => part !== '')
    .map((part) => part.split('-').map(Number))
    .reduce(
      (sum, [from = 0, to = from]) => sum + Math.max(0, Math.min(to, last) - Math.max(from, first) + 1),
      0,
    );
}

/** Bit of CAP_SYS_NICE in a capability set (linux/capability.h). */
const capSysNice = 23n;

function readScheduling(read: ReadText): Limits['scheduling'] {
  const capabilities = read('/proc/self/status')?.match(/^CapEff:\s+([0-9a-f]+)/m)?.[1] ?? '0';
  const limits = read('/proc/self/limits') ?? '';
  const isPrivileged = ((BigInt(`0x${capabilities}`) >> capSysNice) & 1n) === 1n;
  const mayRealTime = isPrivileged || /^Max realtime priority\s+(?!0\s)\S+/m.test(limits);
  if (mayRealTime && spawnSync('chrt', ['--version'], { stdio: 'ignore' }).status === 0) return 'real-time';
  return isPrivileged || /^Max nice priority\s+(?!0\s)\S+/m.test(limits) ? 'nice' : 'normal';
}
