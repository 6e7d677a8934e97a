import { closeSync, openSync, readSync } from 'node:fs';
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

/** What of the kernel's table is wanted. */
export interface KernelTcpQuestion {
  /** The server's ports. */
  readonly ports: readonly number[];
  /** Connections from this IPv4 address are left out. */
  readonly exceptAddress: string;
  /** Folder of the tables: another process' `/proc/PID/net` shows its network namespace. */
  readonly tables: string;
  /** Connections from these IPv4 addresses are counted apart. */
  readonly uplinkAddresses: readonly string[];
}

const tcpEstablished = 0x01;
const tcpListen = 0x0a;
const newline = 10;
const colon = 58;
/** The kernel gives out a page at a time, whatever is asked for. */
const readBytes = 64 * 1024;

/**
 * Reads the kernel's table of IPv4 TCP sockets (`/proc/net/tcp`, proc(5)). Synchronous, because the kernel hands it out by the
 * page: a table of 20,000 connections is thousands of reads, each of which would cost a turn of the event loop otherwise.
 * @returns undefined where there is no such table
 */
export function readKernelTcp(question: KernelTcpQuestion): KernelTcpReading | undefined {
  try {
    return countConnections(readTable(`${question.tables}/tcp`), question);
  } catch {
    return undefined;
  }
}

function readTable(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const pieces: Buffer[] = [];
    let piece = Buffer.allocUnsafe(readBytes);
    let used = 0;
    for (let read = -1; read !== 0; used += read) {
      if (piece.length - used < readBytes / 2) {
        pieces.push(piece.subarray(0, used));
        piece = Buffer.allocUnsafe(readBytes);
        used = 0;
      }
      read = readSync(file, piece, used, piece.length - used, null);
    }
    return Buffer.concat([...pieces, piece.subarray(0, used)]);
  } finally {
    closeSync(file);
  }
}

/**
 * Counts in the text of `/proc/net/tcp`. The kernel writes the table out in pieces; a connection that moves in it between two
 * of them is listed twice, so connections are told apart by their addresses. No line becomes a string: there are two for
 * each connection on loopback.
 */
export function countConnections(
  table: Buffer,
  { ports, exceptAddress, uplinkAddresses }: Omit<KernelTcpQuestion, 'tables'>,
): KernelTcpReading {
  const except = toKernelWord(exceptAddress);
  const uplinkWords = new Set(uplinkAddresses.map(toKernelWord));
  const established = new Set<number>();
  const uplinks = new Set<number>();
  let listenQueue = 0;
  for (let start = 0, end = 0; start < table.length; start = end + 1) {
    end = findLineEnd(table, start);
    // `  sl: LLLLLLLL:PPPP RRRRRRRR:PPPP ST TTTTTTTT:QQQQQQQQ`; only the first column's width varies.
    const local = table.indexOf(colon, start) + 2;
    if (local === 1 || local + 48 > end) continue;
    const server = ports.indexOf(readHex(table, local + 9, 4));
    if (server < 0) continue;
    const state = readHex(table, local + 28, 2);
    // A listening socket's receive queue is the number of connections waiting to be accepted.
    if (state === tcpListen) listenQueue += readHex(table, local + 40, 8);
    if (state !== tcpEstablished) continue;
    const address = readHex(table, local + 14, 8);
    if (address === except) continue;
    const key = (server * 2 ** 32 + address) * 2 ** 16 + readHex(table, local + 23, 4);
    (uplinkWords.has(address) ? uplinks : established).add(key);
  }
  return { established: established.size, uplinks: uplinks.size, listenQueue };
}

function findLineEnd(text: Buffer, from: number): number {
  const end = text.indexOf(newline, from);
  return end < 0 ? text.length : end;
}

/** The number written in `width` hexadecimal digits, with capital letters as the kernel prints them. */
function readHex(text: Buffer, at: number, width: number): number {
  let value = 0;
  for (let index = at; index < at + width; index++) {
    const code = text[index] ?? 0;
    value = value * 16 + (code > 57 ? code - 55 : code - 48);
  }
  return value;
}

/** The table prints IPv4 addresses as one host-order word: 127.0.0.1 is 0100007F on little-endian machines. */
function toKernelWord(address: string): number {
  return address.split('.').reduceRight((word, octet) => word * 256 + Number(octet), 0);
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
