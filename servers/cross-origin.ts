import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestError } from './http-answer.js';

/** How long a browser may remember a preflight's answer, seconds: two hours, the most that Chromium keeps. */
const preflightMaxAge = 7200;

/**
 * Lets pages of any origin read the answer (https://fetch.spec.whatwg.org/#http-cors-protocol). Whoever reaches the server
 * may read the stream anyway; no cookies are involved, so `*` gives nothing away. A client that is no browser sends no
 * `Origin` and gets not one byte more.
 */
export function allowReading(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', '*');
  // Of what is not readable by itself, the one header that says something to clients.
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
}

/** Whether a browser asks beforehand if a page may send a request. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** Cursors come in the address, or as `Last-Event-ID` with SSE; a page's own SSE client has to ask before it sends that. */
export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET',
    'Access-Control-Allow-Headers': 'Last-Event-ID, Cache-Control',
    'Access-Control-Max-Age': String(preflightMaxAge),
  });
  response.end();
}

/**
 * Publishing, statistics and disconnecting are not for the pages of others: a form there could post without asking.
 * @throws RequestError 403 when a browser sends the request for a page of another origin
 */
export function refuseOtherOrigins({ headers }: IncomingMessage): void {
  const { origin, host } = headers;
  if (origin === undefined || hostOf(origin) === host) return;
  throw new RequestError(403, `not for pages of ${origin}`);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
