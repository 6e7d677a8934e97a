import { readFile } from 'node:fs/promises';

/** What the kernel's TCP table says of a server's listening ports. */
export interface KernelTcpReading {
  /** Established connections at the server's side of the port, accepted by the server or still in its queue. */
  established: number;
  /** Established ones from the addresses that are counted apart. */
  uplinks: number;
  /** Connections waiting in the accept queue. */
  listenQueue: number;
}

const tcpEstablished = '01';
const tcpListen = '0A';

/**
 * Reads the kernel's table of IPv4 TCP sockets (`/proc/net/tcp`, proc(5)).
 * @param ports the server's ports
 * @param exceptAddress connections from this IPv4 address are left out
 * @param tables folder of the tables: another process' `/proc/PID/net` shows its network namespace
 * @param uplinkAddresses connections from these IPv4 addresses are counted apart
 * @returns undefined where there is no such table
 */
export async function readKernelTcp(
  ports: readonly number[],
  exceptAddress: string,
  tables: string,
  uplinkAddresses: readonly string[] = [],
): Promise<KernelTcpReading | undefined> {
  try {
    const table = await readFile(`${tables}/tcp`, 'latin1');
    return countConnections(table, ports, exceptAddress, uplinkAddresses);
  } catch {
    return undefined;
  }
}

/**
 * Counts in the text of `/proc/net/tcp`. The kernel writes the table out in pieces; a connection that moves in it between two
 * of them is listed twice, so connections are told apart by their addresses.
 */
export function countConnections(
  table: string,
  ports: readonly number[],
  exceptAddress: string,
  uplinkAddresses: readonly string[] = [],
): KernelTcpReading {
  const local = new Set(ports.map((port) => port.toString(16).toUpperCase().padStart(4, '0')));
  const except = toKernelHex(exceptAddress);
  const uplinkHex = new Set(uplinkAddresses.map(toKernelHex));
  const established = new Set<string>();
  const uplinks = new Set<string>();
  let listenQueue = 0;
  for (const line of table.split('\n')) {
    const [, localAddress, remoteAddress = '', state, queues] = line.trimStart().split(' ', 5);
    if (!local.has(localAddress?.slice(-4) ?? '')) continue;
    if (state === tcpEstablished && !remoteAddress.startsWith(except)) {
      const isUplink = uplinkHex.has(remoteAddress.split(':')[0] ?? '');
      (isUplink ? uplinks : established).add(`${localAddress} ${remoteAddress}`);
    }
    // A listening socket's receive queue is the number of connections waiting to be accepted.
    if (state === tcpListen) listenQueue += Number.parseInt(queues?.split(':')[1] ?? '0', 16);
  }
  return { established: established.size, uplinks: uplinks.size, listenQueue };
}

/** The table prints IPv4 addresses as one host-order word: 127.0.0.1 is 0100007F on little-endian machines. */
function toKernelHex(address: string): string {
  const octets = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return octets.reverse().join('').toUpperCase();
}

/**
 * Connections that found a listening socket's accept queue full since boot, in the network namespace of these
 * tables; undefined if unknown.
 */
export async function readListenOverflows(tables: string): Promise<number | undefined> {
  try {
    return findTcpExt(await readFile(`${tables}/netstat`, 'latin1'), 'ListenOverflows');
  } catch {
    return undefined;
  }
}

/** A counter of the `TcpExt` block: one line of names, one of values. */
export function findTcpExt(netstat: string, name: string): number | undefined {
  const [names, values] = netstat.split('\n').filter((line) => line.startsWith('TcpExt:'));
  const at = names?.split(' ').indexOf(name) ?? -1;
  const value = values?.split(' ')[at];
  return at < 0 || value === undefined ? undefined : Number(value);
}
