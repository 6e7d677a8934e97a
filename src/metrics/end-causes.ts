/** Why a connection, or the attempt at one, ended. */
export const endCauses = [
  /** Nobody listens there: ECONNREFUSED. */
  'refused',
  /** Torn down by the peer or on the way: ECONNRESET, EPIPE, or the end of the stream in mid-message. */
  'reset',
  /** No subscribed notice within the attempt's time limit; of a connection: silence beyond `clients.staleAfter`, or the kernel's ETIMEDOUT. */
  'timeout',
  /** The server answered 503. */
  'unavailable',
  /** Any other answer that is not what the protocol asks for: status, content type, handshake, frame. */
  'handshake',
  /** The server left a ping of the client's without an answer for longer than `clients.heartbeatTimeout`. */
  'heartbeat',
  /** The server ended an established connection in order: close frame, end of stream. */
  'closed',
  /** This side ended it: `close` was called. */
  'local',
  /** This machine ran out of something: EMFILE, EADDRNOTAVAIL, ENOBUFS. */
  'resource',
] as const;
export type EndCause = (typeof endCauses)[number];

/** What an attempt may come to: clients ping when they are subscribed, not before. */
export type AttemptCause = Exclude<EndCause, 'heartbeat'>;
export const attemptCauses: readonly AttemptCause[] = endCauses.filter(
  (cause): cause is AttemptCause => cause !== 'heartbeat',
);

export type FailureCause = Exclude<AttemptCause, 'closed' | 'local'>;
/** The causes of failed attempts: before a connection is subscribed, an end in order is `handshake`, and this side ends none. */
export const failureCauses: readonly FailureCause[] = attemptCauses.filter(
  (cause): cause is FailureCause => cause !== 'closed' && cause !== 'local',
);

/** A count for everything an attempt may come to, all 0. */
export function countCauses(): Record<AttemptCause, number> {
  return { refused: 0, reset: 0, timeout: 0, unavailable: 0, handshake: 0, closed: 0, local: 0, resource: 0 };
}
