import type { Flaw } from './flaw.js';

/** Every n-th message of the history is given to nobody, neither live nor as replay. */
export function dropEvery(every: number): Flaw {
  return { decideFate: (id) => (id % every === 0 ? 'omitted' : 'whole') };
}

/** One message is not given to the connection opened first. */
export function dropOne(message: number): Flaw {
  return { decideFate: (id, connection) => (id === message && connection === 1 ? 'omitted' : 'whole') };
}

/** Every n-th delivery over all connections is not made: rare losses that no single client shows. */
export function loseEvery(every: number): Flaw {
  let deliveries = 0;
  return { decideFate: () => (++deliveries % every === 0 ? 'omitted' : 'whole') };
}

/** One message breaks off in its middle on every connection that is sent it live, so a resuming client gets it whole. */
export function cutMessage(message: number): Flaw {
  return { decideFate: (id, _connection, replay) => (id === message && !replay ? 'cut' : 'whole') };
}
