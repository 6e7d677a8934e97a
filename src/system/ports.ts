import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** The ports the kernel hands out to outgoing connections, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** IANA's dynamic range, assumed where the kernel does not tell (RFC 6335 §6). */
const dynamicPorts: PortRange = { first: 49_152, last: 65_535 };

export function readEphemeralPorts(): PortRange {
  try {
    const [first, last] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number);
    return first !== undefined && last !== undefined ? { first, last } : dynamicPorts;
  } catch {
    return dynamicPorts;
  }
}

/**
 * A port that nobody listens on and that the kernel will not give to an outgoing connection. A server that is down
 * for a while must not stand in the ephemeral range: a client retrying it could be given that very port as its source
 * and connect to itself.
 * @throws Error when none of many tries was free
 */
export async function findServerPort(host: string): Promise<number> {
  const { first } = readEphemeralPorts();
  const lowest = 10_000;
  const span = Math.max(1, Math.min(first, 65_536) - lowest);
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = lowest + Math.floor(Math.random() * span);
    if (await isFree(host, port)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${lowest + span - 1} on ${host}`);
}

/**
 * Several such ports, all different.
 * @throws Error when none of many tries was free
 */
export async function findServerPorts(host: string, count: number): Promise<[number, ...number[]]> {
  const ports: [number, ...number[]] = [await findServerPort(host)];
  while (ports.length < count) {
    const port = await findServerPort(host);
    if (!ports.includes(port)) ports.push(port);
  }
  return ports;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * Of an address's ephemeral ports, the share to plan for. For a socket that is bound to an address (libuv sets SO_REUSEADDR) Linux
 * looks for a port among the odd ones of the range's lower half first: once that quarter is taken, each further connection
 * searches all of it in vain, milliseconds of CPU under a lock (inet_csk_find_open_port in net/ipv4/inet_connection_sock.c).
 * A port rests in TIME_WAIT for a minute after a client has closed it, so clients that went away and those of the trial before count
 * too: five times the clients fit into the quarter.
 */
const usableShare = 0.05;

/** 127.0.1.1 to 127.0.254.250. */
export const mostSourceAddresses = 254 * 250;

/** How many clients to plan for on one source address. */
export function countPerAddress({ first, last }: PortRange): number {
  return Math.floor((last - first + 1) * usableShare);
}

/** How many source addresses these clients need: an address carries as many connections to one server as it has ports. */
export function countSourceAddresses(clients: number, range: PortRange = readEphemeralPorts()): number {
  return Math.max(1, Math.ceil(clients / Math.max(1, countPerAddress(range))));
}

/**
 * Loopback source addresses to spread clients over, or none while the system's one address has ports enough.
 * @param wanted how many to use; undefined: as many as the clients' ports ask for
 */
export function planSourceAddresses(
  clients: number,
  wanted?: number,
  range: PortRange = readEphemeralPorts(),
): string[] {
  const needed = wanted ?? countSourceAddresses(clients, range);
  return needed <= 1 ? [] : listAddresses(0, needed);
}

/**
 * Loopback source addresses for the second connections on which clients post messages. They are never those of the clients'
 * first connections, so that every side can count the two kinds apart.
 */
export function planUplinkAddresses(uplinks: number, range: PortRange = readEphemeralPorts()): string[] {
  return listAddresses(254, countSourceAddresses(uplinks, range));
}

/**
 * Loopback source addresses for the connections of a proxy to the server, or none while one address has ports enough. None
 * of them is a client's, whose ports they would take.
 */
export function planProxyAddresses(connections: number, range: PortRange = readEphemeralPorts()): string[] {
  const needed = countSourceAddresses(connections, range);
  return needed <= 1 ? [] : listAddresses(253, needed);
}

function listAddresses(block: number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `127.${block}.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`,
  );
}
