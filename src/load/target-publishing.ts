import type { TargetPublish } from '../wire/target-endpoint.js';
import type { PublishRequest } from './publish-connection.js';

const placeholder = /\{\{payload(-base64)?\}\}/;

/**
 * The publishing request of a target, its variables resolved, as bytes around the payload.
 * @param payloadBytes of the payload as encoded by the publisher, before any base64
 */
export function describePublishRequest(
  { method, url, headers, body }: TargetPublish,
  payloadBytes: number,
): PublishRequest {
  const match = placeholder.exec(body);
  if (match === null) throw new Error('a body without a place for the payload');
  const isBase64 = match[1] !== undefined;
  const before = Buffer.from(body.slice(0, match.index));
  const tail = Buffer.from(body.slice(match.index + match[0].length));
  const encodedBytes = isBase64 ? 4 * Math.ceil(payloadBytes / 3) : payloadBytes;
  const { host, pathname, search } = new URL(url);
  const fields = {
    host,
    'content-type': before.length + tail.length > 0 ? 'application/json' : 'text/plain',
    ...headers,
    'content-length': String(before.length + encodedBytes + tail.length),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  const head = Buffer.from(
    [`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n'),
    'latin1',
  );
  return { head: Buffer.concat([head, before]), tail, payloadEncoding: isBase64 ? 'base64' : 'latin1' };
}
