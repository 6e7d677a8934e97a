import { describe, expect, it } from 'vitest';
import { emptyByteSplit } from '../metrics/byte-split.js';
import { SseByteMeter } from './sse-byte-meter.js';

const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

function fold(meter: SseByteMeter, received: number) {
  const { setup, payload, framing, heartbeats } = ((split) => {
    meter.foldInto(split, received, 'framing');
    return split;
  })(emptyByteSplit());
  return { setup, payload, framing, heartbeats };
}

describe('SseByteMeter', () => {
  it('gives the framing of a chunk to the block it wraps', () => {
    const meter = new SseByteMeter();
    meter.feed(Buffer.from(`${head}8\r\nevent:s\n\r\n3\r\n:\n\n\r\na\r\ndata: xx\n\n\r\n`));
    meter.addBlock('setup', 8, 0);
    meter.addBlock('heartbeats', 3, 0);
    meter.addBlock('framing', 10, 2);
    expect(fold(meter, 47 + 13 + 8 + 15)).toEqual({ setup: 47 + 13, payload: 2, framing: 13, heartbeats: 8 });
  });

  it('gives the framing of a chunk with several blocks to the first and the last of them', () => {
    const meter = new SseByteMeter();
    meter.feed(Buffer.from(`${head}d\r\n:\n\ndata: xx\n\n\r\n`));
    meter.addBlock('heartbeats', 3, 0);
    meter.addBlock('framing', 10, 2);
    expect(fold(meter, 47 + 18)).toEqual({ setup: 47, payload: 2, framing: 10, heartbeats: 6 });
  });

  it('gives the framing of all chunks of a block to the block', () => {
    const meter = new SseByteMeter();
    meter.feed(Buffer.from(`${head}4\r\ndata\r\n6\r\n: xx\n\n\r\n`));
    meter.addBlock('heartbeats', 10, 0);
    expect(fold(meter, 47 + 20)).toEqual({ setup: 47, payload: 0, framing: 0, heartbeats: 20 });
  });

  it('gives a line break that comes after its block to that block', () => {
    const meter = new SseByteMeter();
    meter.feed(Buffer.from(`${head}3\r\n:\n\n`));
    meter.addBlock('heartbeats', 3, 0);
    meter.feed(Buffer.from('\r\n'));
    expect(fold(meter, 47 + 8)).toEqual({ setup: 47, payload: 0, framing: 0, heartbeats: 8 });
  });

  it('counts the end of the body as setup, and what was cut short or never read as the rest', () => {
    const ended = new SseByteMeter();
    ended.feed(Buffer.from(`${head}0\r\n\r\n`));
    expect(fold(ended, 52)).toEqual({ setup: 52, payload: 0, framing: 0, heartbeats: 0 });
    const cut = new SseByteMeter();
    cut.feed(Buffer.from(`${head}a\r\ndata`));
    expect(fold(cut, 47 + 7 + 100)).toEqual({ setup: 47, payload: 0, framing: 107, heartbeats: 0 });
  });
});
