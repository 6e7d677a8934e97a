import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Cursor, parseCursor } from '../src/wire/cursor.js';
import type { ServerContext } from './transport-server.js';

/** A request that is answered with an error status and a JSON body `{"error":"…"}`. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

export function answerError(response: ServerResponse, error: RequestError): void {
  if (response.headersSent) response.destroy();
  else answerJson(response, error.status, { error: error.message }, error.headers);
}

/** Writes a whole answer to a socket that no `ServerResponse` serves, and closes it. */
export function answerRaw(socket: Socket, error: RequestError): void {
  const body = JSON.stringify({ error: error.message });
  const headers = {
    ...error.headers,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`);
  socket.destroySoon();
}

/**
 * Decides on one more client connection.
 * @throws RequestError 503 with Retry-After when it would exceed the limit, or admission control turns it away
 */
export function checkCapacity({ options, counters, admission }: ServerContext, connections: number): void {
  if (connections >= options.maxConnections) {
    counters.connectionsRejected++;
    throw createUnavailable(`all ${options.maxConnections} connections are taken`, options.retryUs);
  }
  const retryUs = admission?.judge();
  if (retryUs === undefined) return;
  counters.notAdmitted++;
  throw createUnavailable('too many clients at once', retryUs);
}

/** Anything but a `RequestError` is a defect; it costs the one request, not all clients of the server. */
export function toRequestError(error: unknown, counters: ServerContext['counters']): RequestError {
  const known = error instanceof RequestError ? error : new RequestError(500, String(error));
  if (known.status !== 503) counters.requestsFailed++;
  return known;
}

/** Retry-After counts whole seconds (RFC 9110 §10.2.3), so the wish is rounded up. */
export function createUnavailable(reason: string, retryUs: number): RequestError {
  return new RequestError(503, reason, {
    'Retry-After': String(Math.ceil(retryUs / 1e6)),
    Connection: 'close',
  });
}

/**
 * Reads a cursor a client sent; absent or empty: none.
 * @throws RequestError 400 when it is anything else
 */
export function readCursor(text: string | null | undefined): Cursor | undefined {
  if (text === null || text === undefined || text === '') return undefined;
  const cursor = parseCursor(text);
  if (cursor === undefined) throw new RequestError(400, 'a cursor has the form epoch-id, e.g. 3f9a0c1z-17');
  return cursor;
}
