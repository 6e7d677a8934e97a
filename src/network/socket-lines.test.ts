import { describe, expect, it } from 'vitest';
import { parseSocketLines } from './socket-lines.js';

const output = `ESTAB 70000  0      127.0.0.1:55590 127.0.0.1:56335 ino:1745609 sk:1 cgroup:/ <->
\t ts sack bbr wscale:10,10 rto:204 rtt:0.023/0.013 mss:32768 cwnd:11 bytes_sent:100 bytes_acked:101 bytes_received:70000 segs_out:4 segs_in:5 data_segs_out:1 data_segs_in:3 send 1bps rcv_space:65495
ESTAB 0      0      127.0.0.1:55592 127.0.0.1:56335 ino:1745611 sk:2a <->
\t ts sack cubic bytes_sent:1648 bytes_retrans:1448 bytes_acked:201 segs_out:7 segs_in:3 data_segs_out:3 retrans:0/1 dsack_dups:1
SYN-SENT 0   1      127.0.0.1:55594 127.0.0.1:56335 sk:3 <->
\t cubic segs_out:1 rto:1000
`;

describe('what ss prints of sockets', () => {
  it('is read by name, and what is left out is zero', () => {
    expect(parseSocketLines(output)).toEqual([
      [
        '127.0.0.1:55590 1',
        { segsOut: 4, segsIn: 5, bytesSent: 100, bytesReceived: 70_000, retransmitted: 0 },
      ],
      ['127.0.0.1:55592 2a', { segsOut: 7, segsIn: 3, bytesSent: 1648, bytesReceived: 0, retransmitted: 1 }],
      ['127.0.0.1:55594 3', { segsOut: 1, segsIn: 0, bytesSent: 0, bytesReceived: 0, retransmitted: 0 }],
    ]);
  });

  it('may be nothing', () => expect(parseSocketLines('')).toEqual([]));
});
