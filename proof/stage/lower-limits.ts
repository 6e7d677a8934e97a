import { spawnSync } from 'node:child_process';

/** A command that runs another one where the kernel gives outgoing connections these ports only: a network of its own. */
export function narrowPorts(first: number, last: number): readonly string[] {
  const script = `ip link set lo up && echo "${first} ${last}" > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"`;
  return ['unshare', '--net', 'sh', '-c', script, 'sh'];
}

/** Lowers the file descriptor limit of a process that runs already (prlimit(2)). */
export function lowerDescriptors(pid: number, limit: number): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${limit}:${limit}`]);
  if (status !== 0) throw new Error(`prlimit failed: ${stderr}`);
}

/** True when this process may make network namespaces. */
export function mayNarrowPorts(): boolean {
  return spawnSync('unshare', ['--net', 'true'], { stdio: 'ignore' }).status === 0;
}
