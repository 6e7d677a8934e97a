import { z } from 'zod';
import { schedulings } from '../../metrics/scheduling.js';
import { count, figure } from './figures.js';

/** What became of the messages that fell due at the publisher. */
export const publisherSchema = z.object({
  /** Fell due; each was sent or refused. */
  due: count,
  sent: count,
  /** Acknowledged by the server with 2xx. */
  acknowledged: count,
  /** Never accepted: no connection, or an answer other than 2xx. */
  refused: count,
  /** Sent, but the connection broke before an answer; `evidenced` of them reached some client, so were accepted. */
  unconfirmed: count,
  evidenced: count,
  /** How its thread got its core. */
  scheduling: z.enum(schedulings),
  /** Of the messages due in steady phases, the share that the server accepted; null when none was due. */
  achievedShare: figure,
  /** Canaries that a target accepted until all its clients had one; in none of the other counts. */
  canaries: count.optional(),
});

/** What became of them at the clients. */
export const ledgerSchema = z.object({
  /** Messages the publisher sent. */
  published: count,
  /** Messages the server accepted. */
  accepted: count,
  /**
   * Sums over clients from here on. Accepted messages due to them and deliveries beyond those; in a trial whose books
   * balance, delivered + lost.
   */
  expected: count,
  /** Of the expected: deliveries of messages that were not due to the client, above all of ones due before it had subscribed. */
  beyondDue: count,
  delivered: count,
  lost: count,
  duplicate: count,
  outOfOrder: count,
  recovered: count,
  /** Of the lost: those due to clients that were not connected when the trial ended, so could not be given them. */
  lostByAbsent: count,
  /** Clients that lost at least one message, and the most that one of them lost. */
  clientsWithLoss: count,
  worstClientLost: count,
});
