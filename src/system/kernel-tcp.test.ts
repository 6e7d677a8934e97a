import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { countConnections, findTcpExt, readKernelTcp, readListenOverflows } from './kernel-tcp.js';

/** Port 8080 is 1F90; 18080 is 46A0. Rows as the kernel prints them (proc(5)). */
const table = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     ',
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0        0 11 1 0000000000000000 100 0 0 10 0                        ',
  '   1: 0100007F:46A0 00000000:0000 0A 00000000:00000101 00:00000000 00000000     0        0 12 1 0000000000000000 100 0 0 10 0                        ',
  '   2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 13 1 0000000000000000 20 4 30 10 -1                       ',
  '   3: 0100007F:1F90 0201007F:C002 01 00000000:00000000 00:00000000 00000000     0        0 14 1 0000000000000000 20 4 30 10 -1                       ',
  '   4: 0100007F:1F90 FEFFFF7F:C003 01 00000000:00000000 00:00000000 00000000     0        0 15 1 0000000000000000 20 4 30 10 -1                       ',
  '   5: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 16 1 0000000000000000 20 4 30 10 -1                       ',
  '   6: 0100007F:1F90 0100007F:C004 06 00000000:00000000 03:00000F28 00000000     0        0 0 3 0000000000000000                                      ',
  '   7: 0100007F:1F90 0100007F:C005 08 00000000:00000001 00:00000000 00000000     0        0 17 1 0000000000000000 20 4 30 10 -1                       ',
  ' 128: 0100007F:11F9 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 18 1 0000000000000000 20 4 30 10 -1                       ',
  '',
].join('\n');

const count = (text: string, port: number, exceptAddress: string, uplinkAddresses: string[] = []) =>
  countConnections(Buffer.from(text), { ports: [port], exceptAddress, uplinkAddresses });

describe('the TCP table', () => {
  it('counts established connections at the server side and leaves one address out', () => {
    expect(count(table, 8080, '127.255.255.254')).toEqual({
      established: 2,
      uplinks: 0,
      listenQueue: 5,
    });
    expect(count(table, 8080, '127.0.1.2')).toEqual({
      established: 2,
      uplinks: 0,
      listenQueue: 5,
    });
    expect(count(table, 8080, '10.0.0.1')).toEqual({
      established: 3,
      uplinks: 0,
      listenQueue: 5,
    });
  });

  it('counts connections from some addresses apart', () => {
    const all = count(table, 8080, '10.0.0.1');
    const apart = count(table, 8080, '10.0.0.1', ['127.0.1.2']);
    expect(apart.uplinks).toBe(all.established - count(table, 8080, '127.0.1.2').established);
    expect(apart.uplinks).toBeGreaterThan(0);
    expect(apart.established + apart.uplinks).toBe(all.established);
  });

  it('reads the accept queue as the hexadecimal number it is', () => {
    expect(count(table, 18080, '127.255.255.254')).toEqual({
      established: 0,
      uplinks: 0,
      listenQueue: 257,
    });
  });

  it('counts a connection once that moved in the table while it was read', () => {
    const [head = '', ...rows] = table.split('\n');
    const twice = [head, ...rows.filter((row) => row !== ''), ...rows].join('\n');
    expect(count(twice, 8080, '10.0.0.1').established).toBe(3);
  });

  it('takes a cut last line for none', () => {
    expect(count(table.slice(0, table.indexOf('0201007F')), 8080, '10.0.0.1').established).toBe(1);
  });

  it('finds nothing of a port that is not there, nor in an empty table', () => {
    expect(count(table, 80, '127.255.255.254')).toEqual({
      established: 0,
      uplinks: 0,
      listenQueue: 0,
    });
    expect(count('', 8080, '127.255.255.254')).toEqual({
      established: 0,
      uplinks: 0,
      listenQueue: 0,
    });
  });
});

describe.runIf(process.platform === 'linux')('the live table', () => {
  it('shows accepted connections but not those of the control address', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets = ['127.0.0.1', '127.0.1.7', '127.255.255.254'].map((localAddress) =>
      connect({ host: '127.0.0.1', port, localAddress }),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const reading = readKernelTcp({
      ports: [port],
      exceptAddress: '127.255.255.254',
      tables: '/proc/net',
      uplinkAddresses: [],
    });
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(reading?.established).toBe(2);
  });

  it('tells the overflows since boot', async () => {
    const netstat = readFileSync('/proc/net/netstat', 'latin1');
    const overflows = await readListenOverflows('/proc/net');
    expect(overflows).toBeGreaterThanOrEqual(
      findTcpExt(netstat, 'ListenOverflows') ?? Number.POSITIVE_INFINITY,
    );
  });
});

describe('findTcpExt', () => {
  const netstat = [
    'TcpExt: SyncookiesSent ListenOverflows ListenDrops',
    'TcpExt: 3 41 42',
    'IpExt: InNoRoutes ListenOverflows',
    'IpExt: 1 99',
    '',
  ].join('\n');

  it('finds a counter by its name in the right block', () => {
    expect(findTcpExt(netstat, 'ListenOverflows')).toBe(41);
    expect(findTcpExt(netstat, 'SyncookiesSent')).toBe(3);
  });

  it.each([
    ['InNoRoutes', netstat],
    ['TcpExt:Nothing', netstat],
    ['ListenOverflows', ''],
    ['ListenOverflows', 'TcpExt: ListenOverflows\n'],
  ])('knows nothing of %s where it is not', (name, text) => {
    expect(findTcpExt(text, name)).toBeUndefined();
  });
});
