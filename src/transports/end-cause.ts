import type { ConnectionEnd, EndCause } from './transport.js';

/** System error codes (errno names) that say more than "the connection broke". */
const causeOfCode: ReadonlyMap<string, EndCause> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['EMFILE', 'resource'],
  ['ENFILE', 'resource'],
  ['EADDRNOTAVAIL', 'resource'],
  ['EADDRINUSE', 'resource'],
  ['ENOBUFS', 'resource'],
  ['ENOMEM', 'resource'],
  ['UND_ERR_HEADERS_OVERFLOW', 'handshake'],
  // OpenSSL's word for bytes that are no TLS.
  ['EPROTO', 'handshake'],
]);

/** undici's code for a socket that the other side ended. */
export const endedByPeer = 'UND_ERR_SOCKET';

/**
 * Says why a connection ended from the error that ended it. Errors of the protocol parsers (`HPE_…` of llhttp,
 * `WS_ERR_…` of ws) and errors without a code, which the libraries raise for a handshake they cannot accept, are
 * `handshake`; every other error of a socket is `reset`.
 * @param error undefined when the stream just ended where it must not
 */
export function describeError(error: Error | undefined): ConnectionEnd {
  if (error === undefined) return { cause: 'reset', detail: 'stream ended early' };
  const code = codeOf(error);
  if (code === undefined) return { cause: 'handshake', detail: error.message };
  if (code === endedByPeer) return { cause: 'reset', detail: 'stream ended early' };
  const known = causeOfCode.get(code);
  if (known !== undefined) return { cause: known, detail: code };
  return { cause: isProtocolCode(code) || isTlsCode(code) ? 'handshake' : 'reset', detail: code };
}

/** Says why a connection ended from an HTTP answer that is not the one asked for. */
export function describeStatus(status: number, retryAfter: string | undefined): ConnectionEnd {
  const detail = `status ${status}`;
  if (status !== 503) return { cause: 'handshake', detail };
  const retryAfterUs = parseRetryAfterUs(retryAfter);
  return retryAfterUs === undefined
    ? { cause: 'unavailable', detail }
    : { cause: 'unavailable', detail, retryAfterUs };
}

/** @returns the code of a system or library error, undefined when it has none. */
export function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

export function isProtocolCode(code: string): boolean {
  return code.startsWith('HPE_') || code.startsWith('WS_ERR_');
}

/** Errors of TLS itself, and certificates that are not to be trusted. */
function isTlsCode(code: string): boolean {
  return /^ERR_(SSL|TLS)_|CERT|^UNABLE_TO_/.test(code);
}

/**
 * Reads `Retry-After` (RFC 9110 §10.2.3) given in seconds. Its other form, a date, is left out: it would set the
 * server's wall clock against this host's.
 */
function parseRetryAfterUs(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) * 1_000_000 : undefined;
}
