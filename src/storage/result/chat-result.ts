import { z } from 'zod';
import { count, latencySummarySchema, threeSides } from './figures.js';

/** What was said in one room. Over the pairs of a message and another member: expected = heard + lost. */
const roomSchema = z.object({
  room: count,
  members: count,
  said: count,
  /** Fell due while the member was there, or came all the same. */
  expected: count,
  heard: count,
  lost: count,
  /** Fell due while the member was away, and did not come. */
  missed: count,
  /** Of the expected: came though the member had been away when it fell due. */
  beyondDue: count,
  /** Words of who came and went, over all members, until the end of the measured part. */
  joins: count,
  leaves: count,
});

/** What clients said in their rooms, and what they heard there. */
export const chatSchema = z.object({
  /** Members of a room; the last room may have fewer. */
  roomSize: count,
  /** Of each client. */
  ratePerSecond: z.number(),
  payloadBytes: count,
  /** From the instant a message was due to its arrival at another member, of messages due after the warm-up. */
  hearingUs: latencySummarySchema,
  /** How late the clients were. */
  sendLagUs: latencySummarySchema,
  /** Sums over rooms; due and said count messages, the others pairs of a message and a member. */
  ledger: z.object({
    due: count,
    said: count,
    expected: count,
    heard: count,
    lost: count,
    missed: count,
    beyondDue: count,
    duplicate: count,
    outOfOrder: count,
    /** Messages that the server would not take, and what came that was not of this room. */
    refused: count,
    foreign: count,
    roomsWithLoss: count,
  }),
  presence: z.object({ joins: count, leaves: count }),
  rooms: z.array(roomSchema),
  /** Second connections on which clients speak, for transports without an upstream of their own. */
  uplinks: z.object({ opened: count, steady: threeSides }),
});

export type ChatResult = z.infer<typeof chatSchema>;
