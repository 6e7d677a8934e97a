import { describe, expect, it } from 'vitest';
import { describeError, describeStatus } from './end-cause.js';

function makeError(code: string | undefined): Error {
  return code === undefined ? new Error('no good') : Object.assign(new Error('no good'), { code });
}

describe('describeError', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['EHOSTUNREACH', 'reset'],
    ['ETIMEDOUT', 'timeout'],
    ['EMFILE', 'resource'],
    ['ENFILE', 'resource'],
    ['EADDRNOTAVAIL', 'resource'],
    ['EADDRINUSE', 'resource'],
    ['ENOBUFS', 'resource'],
    ['ENOMEM', 'resource'],
    ['HPE_INVALID_CONSTANT', 'handshake'],
    ['WS_ERR_INVALID_OPCODE', 'handshake'],
    ['UND_ERR_HEADERS_OVERFLOW', 'handshake'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'reset'],
  ])('takes %s for %s', (code, cause) => {
    expect(describeError(makeError(code))).toEqual({ cause, detail: code });
  });

  it('takes a stream that just ends for reset', () => {
    const expected = { cause: 'reset', detail: 'stream ended early' };
    expect(describeError(undefined)).toEqual(expected);
    expect(describeError(makeError('UND_ERR_SOCKET'))).toEqual(expected);
  });

  it('takes an error without a code for handshake, in its own words', () => {
    expect(describeError(makeError(undefined))).toEqual({ cause: 'handshake', detail: 'no good' });
  });
});

describe('describeStatus', () => {
  it.each([
    [503, '5', { cause: 'unavailable', detail: 'status 503', retryAfterUs: 5_000_000 }],
    [503, '0', { cause: 'unavailable', detail: 'status 503', retryAfterUs: 0 }],
    [503, undefined, { cause: 'unavailable', detail: 'status 503' }],
    [503, 'Wed, 21 Oct 2026 07:28:00 GMT', { cause: 'unavailable', detail: 'status 503' }],
    [503, '-1', { cause: 'unavailable', detail: 'status 503' }],
    [404, '5', { cause: 'handshake', detail: 'status 404' }],
    [204, undefined, { cause: 'handshake', detail: 'status 204' }],
  ])('takes %i with Retry-After %j for %o', (status, retryAfter, expected) => {
    expect(describeStatus(status, retryAfter)).toEqual(expected);
  });
});
