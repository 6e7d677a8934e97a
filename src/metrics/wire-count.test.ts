import { expect, it } from 'vitest';
import { predictIpBytes, type WireDirection } from './wire-count.js';

const none: WireDirection = {
  segments: 0,
  ipBytes: 0,
  handshakeSegments: 0,
  refusalSegments: 0,
  retransmittedSegments: 0,
  resets: 0,
  tcpSegments: 0,
};

it.each([
  ['nothing', { segments: 0 }, 0, 0],
  ['a handshake as its client sends it: SYN and ACK', { segments: 2, handshakeSegments: 1 }, 0, 60 + 52],
  ['an acknowledgement', { segments: 1 }, 0, 52],
  ['a message of 202 bytes', { segments: 1 }, 202, 254],
  ['an attempt that is refused', { segments: 1, refusalSegments: 1 }, 0, 40],
])('%s', (_name, counts, payload, expected) => {
  expect(predictIpBytes({ ...none, ...counts }, payload)).toBe(expected);
});
