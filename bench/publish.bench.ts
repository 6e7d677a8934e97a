import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'undici';
import { bench, describe } from 'vitest';
import { PublishConnection } from '../src/load/publish-connection.js';

// Decides whether the publisher may use a general HTTP client. What counts is the time from a message being due to its
// being written: it is part of every delivery latency. Both sides post the same payload to the same server and wait for
// the answer, so the server's share is in both and the true ratio of the sending code is larger than the one shown.

const payload = 'x'.repeat(200);
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end());
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
server.unref();
const { port } = server.address() as AddressInfo;

const target = {
  host: '127.0.0.1',
  port,
  path: '/',
  secureContext: undefined,
  localAddress: undefined,
  payloadBytes: payload.length,
};
const connection = new PublishConnection(target, () => undefined);
const client = new Client(`http://127.0.0.1:${port}`, { pipelining: 1_000 });
const ignore = () => undefined;

describe('post one message and read its answer', () => {
  bench('PublishConnection', () => {
    return new Promise<void>((resolve) => {
      connection.post(payload, { onSent: ignore, onAnswer: () => resolve(), onLost: ignore });
    });
  });

  bench('undici dispatch', () => {
    return new Promise<void>((resolve) => {
      client.dispatch(
        {
          path: '/',
          method: 'POST',
          headers: { 'content-type': 'text/plain' },
          body: payload,
          idempotent: true,
        },
        {
          onRequestStart: ignore,
          onResponseStart: ignore,
          onResponseData: ignore,
          onResponseEnd: () => resolve(),
          onResponseError: ignore,
        },
      );
    });
  });
});
