import { z } from 'zod';
import { leastChatBytes } from '../wire/chat.js';
import { bytes, integer, rate } from './quantities.js';

/** Clients talk to each other in rooms. */
export interface ChatSettings {
  /** Clients of a room; the last room may have fewer. */
  readonly roomSize: number;
  /** Of each client. */
  readonly ratePerSecond: number;
  readonly payloadBytes: number;
}

export const chatSchema = z.strictObject({
  room: integer(
    {
      title: 'Room',
      description: 'Members of a room: every message goes to all of them but its sender.',
      examples: [10],
    },
    { min: 2, max: 10_000 },
  ),
  rate: rate(
    {
      title: 'Rate',
      description: 'Messages that each client says per second, as an open model with a phase by the seed.',
      examples: ['0.5/s'],
    },
    { min: 0.001, max: 1e3 },
  ),
  payload: bytes(
    {
      title: 'Payload',
      description: `Size of a message's payload, from ${leastChatBytes}B, which the envelope takes.`,
      examples: ['120B'],
    },
    { min: leastChatBytes, max: 64 * 1024 },
    ', which the envelope with sequence number and due time takes',
  ).prefault('120B'),
});

/** From the keys of the file to the names inside. */
export function normaliseChat({
  room,
  rate: ratePerSecond,
  payload,
}: z.infer<typeof chatSchema>): ChatSettings {
  return { roomSize: room, ratePerSecond, payloadBytes: payload };
}
