/**
 * Where the bytes on clients' sockets went. All values are bytes at the socket, both directions together unless the
 * name says otherwise, and `setup + payload + compression + framing + requests + heartbeats + emptyPolls = received + sent` exactly.
 */
export interface ByteSplit {
  /** Read from and written to the sockets, as the sockets count them. */
  received: number;
  sent: number;
  /** Establishing and ending connections: TLS handshakes, handshake requests and responses, subscribed notices, close frames, failed attempts. */
  setup: number;
  /** Message payloads as the publisher gave them and the application got them. */
  payload: number;
  /** What compression took from them on the wire, as a negative number; 0 where nothing is compressed. */
  compression: number;
  /** What surrounds payloads downstream: TLS records, frame headers, SSE fields, chunk sizes, response heads and batch syntax of polls. */
  framing: number;
  /** Upstream requests of polls that brought messages or were never answered. */
  requests: number;
  /** Pings, pongs and keep-alive comments with their framing. */
  heartbeats: number;
  /** Requests and responses of polls that brought nothing. */
  emptyPolls: number;
}

export function emptyByteSplit(): ByteSplit {
  return {
    received: 0,
    sent: 0,
    setup: 0,
    payload: 0,
    compression: 0,
    framing: 0,
    requests: 0,
    heartbeats: 0,
    emptyPolls: 0,
  };
}

/** Adds `from` to `into`. */
export function addByteSplit(into: ByteSplit, from: ByteSplit): void {
  for (const key of Object.keys(into) as (keyof ByteSplit)[]) into[key] += from[key];
}

/** Bytes the sockets counted that no part explains; 0 unless a meter is wrong. */
export function unaccountedBytes(split: ByteSplit): number {
  const { received, sent, setup, payload, compression, framing, requests, heartbeats, emptyPolls } = split;
  return received + sent - setup - payload - compression - framing - requests - heartbeats - emptyPolls;
}
