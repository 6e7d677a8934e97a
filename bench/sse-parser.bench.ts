/**
 * The event-stream parser against eventsource-parser, on the same bytes cut as a socket would cut them. The library
 * takes text, so decoding the bytes is part of its work, as it is in a client that uses it.
 * The figure to watch is the ratio of the two, which hardly depends on the machine.
 */
import { createParser } from 'eventsource-parser';
import { bench, describe } from 'vitest';
import { SseParser } from '../src/transports/sse-parser.js';

const socketReadBytes = 65_536;
const streamBytes = 4 * 1024 * 1024;

for (const payloadBytes of [60, 200, 1000, 10_000, 70_000]) {
  const chunks = cutStream(payloadBytes);

  describe(`events of ${payloadBytes} B`, () => {
    bench('SseParser', () => {
      let seen = 0;
      const parser = new SseParser({
        onEvent: (_type, data) => {
          seen += data.length;
        },
        onSilence: () => undefined,
      });
      for (const chunk of chunks) parser.feed(chunk);
      requireSome(seen);
    });

    bench('eventsource-parser', () => {
      let seen = 0;
      const decoder = new TextDecoder();
      const parser = createParser({
        onEvent: ({ data }) => {
          seen += data.length;
        },
      });
      for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
      requireSome(seen);
    });
  });
}

function cutStream(payloadBytes: number): Buffer[] {
  const events = Array.from(
    { length: Math.ceil(streamBytes / (payloadBytes + 40)) },
    (_, index) => `id: 3f9a0c1z-${index}\nevent: message\ndata: ${'x'.repeat(payloadBytes)}\n\n`,
  );
  const stream = Buffer.from(events.join(''));
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length; at += socketReadBytes) {
    chunks.push(stream.subarray(at, at + socketReadBytes));
  }
  return chunks;
}

/** Keeps a parser that finds nothing from looking fast. */
function requireSome(bytes: number): void {
  if (bytes < streamBytes / 4) throw new Error(`only ${bytes} B of data were found`);
}
