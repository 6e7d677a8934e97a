import { describe, expect, it } from 'vitest';
import { countUnfinished, parseCounters, parseInterface } from './proc-net.js';

const devices = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:       7       1    0    0    0     0          0         0        7       1    0    0    0     0       0          0
clients0:  347448    1427    0    0    0     0          0         0    80460    1479    0    0    0     0       0          0
`;

const snmp = `Ip: Forwarding DefaultTTL
Ip: 1 64
Tcp: RtoAlgorithm ActiveOpens InSegs OutSegs RetransSegs
Tcp: 1 20 1427 1479 0
Udp: InDatagrams
Udp: 0
`;

const line = (state: string): string =>
  `   0: 6F13C6C6:8000 0102C6C6:46A0 ${state} 00000000:00000000 00:00000000 00000000     0        0 0 1`;

describe("the kernel's network tables", () => {
  it('have each interface on one line', () => {
    expect(parseInterface(devices, 'clients0')).toEqual({
      receivedBytes: 347_448,
      receivedPackets: 1427,
      sentBytes: 80_460,
      sentPackets: 1479,
    });
    expect(() => parseInterface(devices, 'clients')).toThrow('no interface clients');
  });

  it('name counters on one line and give them on the next', () => {
    const tcp = parseCounters(snmp, 'Tcp');
    expect([tcp.get('ActiveOpens'), tcp.get('OutSegs'), tcp.get('Nothing')]).toEqual([20, 1479, undefined]);
  });

  it('show connections that may still send; TIME_WAIT may not', () => {
    const head = '  sl  local_address rem_address   st tx_queue rx_queue';
    expect(countUnfinished([head, line('01'), line('06'), line('04'), ''].join('\n'))).toBe(2);
    expect(countUnfinished(`${head}\n`)).toBe(0);
  });
});
