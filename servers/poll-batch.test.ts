import { expect, it } from 'vitest';
import { hostClock } from '../src/system/clock.js';
import { AckDesk } from './ack-desk.js';
import { AnswerDesk } from './answer-desk.js';
import { EchoDesk } from './echo-desk.js';
import { Hub } from './hub.js';
import { BatchEncoder } from './poll-batch.js';
import { ReapLog } from './reap-log.js';
import { RoomDesk } from './room-desk.js';
import { defaultServerOptions } from './server-options.js';
import { createCounters } from './stats.js';

function createEncoder(messages: number): { hub: Hub; encoder: BatchEncoder } {
  const hub = new Hub({ messages, bytes: 1000 });
  const options = { ...defaultServerOptions, transport: 'long-poll' as const };
  return {
    hub,
    encoder: new BatchEncoder({
      hub,
      echoes: new EchoDesk(),
      rooms: new RoomDesk(createCounters()),
      acks: new AckDesk(createCounters(), 1e6),
      answers: new AnswerDesk(hostClock, createCounters()),
      options,
      counters: createCounters(),
      reaps: new ReapLog(hostClock),
      clock: hostClock,
    }),
  };
}

it('encodes the same answer once', () => {
  const { hub, encoder } = createEncoder(10);
  hub.publish(Buffer.from('a'));
  const first = encoder.encode({ from: 0, gap: false });
  expect(encoder.encode({ from: 0, gap: false })).toBe(first);
  expect(first.messages).toBe(1);
});

it.each([
  { name: 'another start', change: () => {}, point: { from: 1, gap: false } },
  { name: 'a gap', change: () => {}, point: { from: 0, gap: true } },
  {
    name: 'a new message',
    change: (hub: Hub) => hub.publish(Buffer.from('c')),
    point: { from: 0, gap: false },
  },
])('encodes anew for $name', ({ change, point }) => {
  const { hub, encoder } = createEncoder(10);
  hub.publish(Buffer.from('a'));
  hub.publish(Buffer.from('b'));
  const first = encoder.encode({ from: 0, gap: false });
  change(hub);
  expect(encoder.encode(point).body.toString()).not.toBe(first.body.toString());
});
