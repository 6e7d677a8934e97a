import { describe, expect, it } from 'vitest';
import { SseParser } from './sse-parser.js';
import { type DispatchedEvent, eventStreamCases, retryCases } from './testing/event-stream-cases.js';

function read(pieces: readonly Buffer[]): { events: DispatchedEvent[]; parser: SseParser; told: number } {
  const events: DispatchedEvent[] = [];
  let told = 0;
  const parser: SseParser = new SseParser({
    onEvent: (type, data, bytes) => {
      told += bytes;
      events.push([type, data.toString(), parser.lastEventId]);
    },
    onSilence: (bytes) => {
      told += bytes;
    },
  });
  for (const piece of pieces) parser.feed(piece);
  return { events, parser, told };
}

describe('the event stream format (WHATWG HTML §9.2.5–6)', () => {
  it.each(eventStreamCases)('$name', ({ pieces, events }) => {
    expect(read(pieces).events).toEqual(events);
  });

  it.each(eventStreamCases)('$name, wherever a chunk ends', ({ pieces, events }) => {
    const whole = Buffer.concat(pieces);
    // Long streams are cut near their ends only: in between there is nothing but data.
    const cuts = Array.from({ length: whole.length + 1 }, (_, at) => at).filter(
      (at) => at < 100 || at > whole.length - 100,
    );
    for (const at of cuts) {
      const { events: seen, parser, told } = read([whole.subarray(0, at), whole.subarray(at)]);
      expect(seen, `cut at ${at}`).toEqual(events);
      expect(told + parser.pendingBytes).toBe(whole.length);
    }
  });

  it.each(retryCases)('%j as the reconnection time', (line, retryMs) => {
    expect(read([Buffer.from(`${line}\n`, 'latin1')]).parser.retryMs).toBe(retryMs);
  });

  it('keeps the id of an earlier stream until this one sets another', () => {
    const sink = { onEvent: () => undefined, onSilence: () => undefined };
    const parser = new SseParser(sink, 'é-1');
    parser.feed(Buffer.from('data: a\n\n'));
    expect(parser.lastEventId).toBe('é-1');
    parser.feed(Buffer.from('id\ndata: b\n\n'));
    expect(parser.lastEventId).toBe('');
  });
});
