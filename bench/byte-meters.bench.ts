/**
 * What metering costs per message beside receiving it: the WebSocket frame meter and the SSE byte meter over
 * messages of 200 B, with the bare decoding that the libraries do as the yardstick.
 */
import type { Writable } from 'node:stream';
import { bench, describe } from 'vitest';
import * as ws from 'ws';
import { SseByteMeter } from '../src/transports/sse-byte-meter.js';
import { SseParser } from '../src/transports/sse-parser.js';
import { WebSocketFrameMeter } from '../src/transports/websocket-frame-meter.js';

/** Exported by ws, though its type definitions leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

const messages = 1000;
const payload = Buffer.alloc(200, 'x');

describe(`${messages} WebSocket frames of 200 B, one per read`, () => {
  const frame = Buffer.concat([Buffer.from('827e00c8', 'hex'), payload]);

  bench('WebSocketFrameMeter', () => {
    const meter = new WebSocketFrameMeter();
    for (let sent = 0; sent < messages; sent++) meter.feed(frame);
    if (meter.payloadBytes !== messages * payload.length) throw new Error('miscounted');
  });

  bench('Receiver of ws', () => {
    const receiver = new Receiver({ isServer: false });
    let seen = 0;
    receiver.on('message', (data: Buffer) => {
      seen += data.length;
    });
    for (let sent = 0; sent < messages; sent++) receiver.write(frame);
    if (seen !== messages * payload.length) throw new Error('missed messages');
  });
});

describe(`${messages} SSE events of 200 B, one per read and chunk`, () => {
  const event = Buffer.concat([
    Buffer.from('id: 3f9a0c1z-17\nevent: message\ndata: '),
    payload,
    Buffer.from('\n\n'),
  ]);
  const chunk = Buffer.concat([Buffer.from(`${event.length.toString(16)}\r\n`), event, Buffer.from('\r\n')]);
  const head = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');

  bench('SseByteMeter', () => {
    const meter = new SseByteMeter();
    meter.feed(head);
    for (let sent = 0; sent < messages; sent++) {
      meter.feed(chunk);
      meter.addBlock('framing', event.length, payload.length);
    }
    if (meter.http.bodyBytes !== messages * event.length) throw new Error('miscounted');
  });

  bench('SseParser', () => {
    let seen = 0;
    const parser = new SseParser({
      onEvent: (_type, data) => {
        seen += data.length;
      },
      onSilence: () => undefined,
    });
    for (let sent = 0; sent < messages; sent++) parser.feed(event);
    if (seen !== messages * payload.length) throw new Error('missed events');
  });
});
