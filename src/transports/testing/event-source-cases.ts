import type { ConnectionEnd } from '../transport.js';

export type BrowserOutcome = 'message' | 'fails' | 'retries';

/** An answer to the request for an event stream, by its route, and what clients make of it. */
export interface EventSourceCase {
  readonly route: string;
  /**
   * What WHATWG HTML §9.2.3 asks of a browser: it gets the message, it fails the connection for good, or, after a
   * network error, it may try again.
   */
  readonly browser: BrowserOutcome;
  /** What Chromium does where that is something else. */
  readonly chromium?: BrowserOutcome;
  /** How the connection ends at a client of Squall's. */
  readonly end: ConnectionEnd;
}

const delivered = { cause: 'closed', detail: 'end of stream', retryAfterUs: 20_000 } as const;

function refused(route: string, detail: string, browser: 'fails' | 'retries' = 'fails'): EventSourceCase {
  return { route, browser, end: { cause: 'handshake', detail } };
}

function typed(contentType: string, isStream: boolean): EventSourceCase {
  const route = `/content-type/${encodeURIComponent(contentType)}`;
  if (isStream) return { route, browser: 'message', end: delivered };
  return refused(route, `content type ${contentType === '' ? 'none' : contentType}`);
}

const statuses: readonly EventSourceCase[] = [
  { route: '/behaves', browser: 'message', end: delivered },
  {
    route: '/status/204',
    browser: 'fails',
    end: { cause: 'handshake', detail: 'status 204', isFinal: true },
  },
  ...[201, 202, 205, 206, 299, 300, 304, 400, 401, 403, 404, 410, 500, 502, 504].map((status) =>
    refused(`/status/${status}`, `status ${status}`),
  ),
  { route: '/status/503', browser: 'fails', end: { cause: 'unavailable', detail: 'status 503' } },
];

const contentTypes: readonly EventSourceCase[] = [
  typed('text/event-stream', true),
  typed('text/event-stream;', true),
  typed('text/event-stream;charset=utf-8', true),
  // The stream is UTF-8 whatever it says.
  // Chromium insists on UTF-8 where a charset is given.
  { ...typed('text/event-stream; charset=windows-1252', true), chromium: 'fails' },
  typed('text/event-stream ; x="y;z"', true),
  typed('TEXT/Event-Stream', true),
  typed('', false),
  typed('text/event-streams', false),
  typed('text/event-stream/x', false),
  typed('text/x-event-stream', false),
  typed('application/event-stream', false),
  typed('text/plain', false),
  typed('text/html; text/event-stream', false),
];

const redirects: readonly EventSourceCase[] = [
  ...[301, 302, 303, 307, 308].map(
    (status): EventSourceCase => ({ route: `/redirects/${status}`, browser: 'message', end: delivered }),
  ),
  { route: '/redirects-relatively', browser: 'message', end: delivered },
  { route: '/redirects-times/20', browser: 'message', end: delivered },
  refused('/redirects-times/21', 'more than 20 redirects', 'retries'),
  refused('/redirects-without-location', 'status 302'),
  refused('/redirects-nowhere', 'status 302 to http://', 'retries'),
  refused('/redirects-elsewhere', 'status 302 to http://127.0.0.2:9/behaves', 'retries'),
  // A browser opens another socket; a connection of Squall's is one.
  {
    route: '/redirects-and-closes',
    browser: 'message',
    end: { cause: 'handshake', detail: 'status 302 that closes the connection' },
  },
];

export const eventSourceCases: readonly EventSourceCase[] = [...statuses, ...contentTypes, ...redirects];
