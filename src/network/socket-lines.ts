/** Counters of one TCP socket since it began (tcp_info in linux/tcp.h). Payload bytes include what was sent again. */
export interface SocketCounters {
  readonly segsOut: number;
  readonly segsIn: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly retransmitted: number;
}

/**
 * Reads what `ss -tineH` prints: one line for a socket, then one that begins with white space and has its counters.
 * @returns the counters of each socket, by its addresses and its kernel-wide cookie
 */
export function parseSocketLines(output: string): [string, SocketCounters][] {
  const sockets: [string, SocketCounters][] = [];
  let name: string | undefined;
  for (const line of output.split('\n')) {
    if (/^\S/.test(line)) name = nameSocket(line);
    else if (name !== undefined && line.trim() !== '') sockets.push([name, parseCounters(line)]);
  }
  return sockets;
}

/** `ESTAB 0 0 127.0.0.1:55590 127.0.0.1:56335 ino:1745609 sk:1 <->`; the cookie tells a port used again from its last use. */
function nameSocket(line: string): string {
  const [, , , local = ''] = line.trim().split(/\s+/);
  return `${local} ${/\bsk:([0-9a-f]+)/.exec(line)?.[1] ?? ''}`;
}

/** Counters that are zero are left out by ss. */
function parseCounters(line: string): SocketCounters {
  const read = (name: string): number => Number(new RegExp(`(?:^|\\s)${name}:(\\d+)`).exec(line)?.[1] ?? 0);
  return {
    segsOut: read('segs_out'),
    segsIn: read('segs_in'),
    bytesSent: read('bytes_sent'),
    bytesReceived: read('bytes_received'),
    retransmitted: Number(/\bretrans:\d+\/(\d+)/.exec(line)?.[1] ?? 0),
  };
}
