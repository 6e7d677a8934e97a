import { describe, expect, it } from 'vitest';
import { emptyByteSplit } from '../../metrics/byte-split.js';
import type { MergedLoad } from '../../metrics/merge-snapshots.js';
import type { WireCount } from '../../metrics/wire-count.js';
import { summariseWire } from './summarise-wire.js';

/** Two clients: each opens (SYN, SYN-ACK, acknowledgement), gets a message of 100 bytes, acknowledges it; one more is refused. */
const wire: WireCount = {
  mode: 'namespaces',
  complete: true,
  sent: {
    segments: 7,
    ipBytes: 3 * 60 + 4 * 52,
    handshakeSegments: 3,
    refusalSegments: 0,
    retransmittedSegments: 0,
    resets: 0,
    tcpSegments: 7,
  },
  received: {
    segments: 5,
    ipBytes: 2 * 60 + 2 * 152 + 40,
    handshakeSegments: 2,
    refusalSegments: 1,
    retransmittedSegments: 0,
    resets: 1,
    tcpSegments: 5,
  },
};

function loadWith(received: number): MergedLoad {
  return { bytes: { ...emptyByteSplit(), received } } as MergedLoad;
}

describe('what crossed the network', () => {
  it('is not there unless it was looked at', () => {
    expect(summariseWire({ wire: undefined, load: loadWith(0) }, 2)).toBeUndefined();
  });

  it('is divided by the deliveries and explained by segments and payload', () => {
    expect(summariseWire({ wire, load: loadWith(200) }, 2)).toMatchObject({
      bytesPerDelivered: (388 + 464) / 2,
      segmentsPerDelivered: 6,
      sent: { predictedBytes: 388, unexplainedBytes: 0 },
      received: { predictedBytes: 464, unexplainedBytes: 0 },
    });
  });

  it('has a remainder when a client left bytes unread', () => {
    const figures = summariseWire({ wire, load: loadWith(170) }, 0);
    expect(figures?.received.unexplainedBytes).toBe(30);
    expect(figures?.bytesPerDelivered).toBeNull();
  });
});
