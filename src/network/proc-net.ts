import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Counters of one interface from `/proc/net/dev`. Bytes are of whole Ethernet frames. */
export interface InterfaceCounters {
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
}

/** @throws Error when the table has no such interface */
export function parseInterface(table: string, name: string): InterfaceCounters {
  const line = table.split('\n').find((text) => text.trimStart().startsWith(`${name}:`));
  const values = line?.split(':')[1]?.trim().split(/\s+/).map(Number) ?? [];
  const [receivedBytes, receivedPackets] = values;
  const [sentBytes, sentPackets] = values.slice(8);
  if (
    receivedBytes === undefined ||
    receivedPackets === undefined ||
    sentBytes === undefined ||
    sentPackets === undefined
  ) {
    throw new Error(`there is no interface ${name}`);
  }
  return { receivedBytes, receivedPackets, sentBytes, sentPackets };
}

/** Counters of one protocol from `/proc/net/snmp` or `/proc/net/netstat`: a line of names, then one of values. */
export function parseCounters(table: string, protocol: string): ReadonlyMap<string, number> {
  const [names = [], values = []] = table
    .split('\n')
    .filter((line) => line.startsWith(`${protocol}:`))
    .map((line) => line.trim().split(' ').slice(1));
  return new Map(names.map((name, at) => [name, Number(values[at])]));
}

const timeWait = '06';

/** Connections in `/proc/net/tcp` that may still send: all but those in TIME_WAIT, which have nothing left to say. */
export function countUnfinished(table: string): number {
  const states = table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/)[3]);
  return states.filter((state) => state !== undefined && state !== timeWait).length;
}

/** Reads one of the kernel's network tables. */
export function readTable(tables: string, name: 'dev' | 'snmp' | 'netstat' | 'tcp'): Promise<string> {
  return readFile(join(tables, name), 'latin1');
}
