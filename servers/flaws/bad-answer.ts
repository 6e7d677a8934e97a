import type { Flaw } from './flaw.js';

/** The first connections are accepted and never answered. */
export function neverAnswer(connections: number): Flaw {
  return { treatRequest: (connection) => (connection <= connections ? 'ignored' : 'served') };
}

/** The first connections are answered 200 with a page of HTML, as by a proxy that knows nothing of the server behind it. */
export function mislabel(connections: number): Flaw {
  return { treatRequest: (connection) => (connection <= connections ? 'mislabelled' : 'served') };
}
