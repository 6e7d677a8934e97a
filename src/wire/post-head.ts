/**
 * The head of a POST request with a text body, the same for every message of a size: what is sent when a message is due
 * is then one buffer, made of this and the payload.
 */
export function encodePostHead(target: {
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  readonly payloadBytes: number;
}): Buffer {
  const lines = [
    `POST ${target.path} HTTP/1.1`,
    `host: ${target.host}:${target.port}`,
    'content-type: text/plain',
    `content-length: ${target.payloadBytes}`,
    '',
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
