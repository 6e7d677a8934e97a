import { describe, expect, it } from 'vitest';
import type { StageContext } from './stage.js';
import { stripUpgrade, UpgradeStripper } from './upgrade-stripper.js';

const handshake =
  'GET /ws HTTP/1.1\r\nHost: 127.0.0.1:1\r\nSec-WebSocket-Version: 13\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n';
const stripped =
  'GET /ws HTTP/1.1\r\nHost: 127.0.0.1:1\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n';
const poll = 'GET /long-poll HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: keep-alive\r\n\r\n';

function bench() {
  const written: string[] = [];
  let count = 0;
  const stage = new UpgradeStripper({} as StageContext);
  stage.next = { write: (chunk) => written.push(chunk.toString('latin1')), end: (how) => written.push(how) };
  stage.onStripped = () => count++;
  return { stage, written, stripped: () => count };
}

describe('taking Upgrade out of a request', () => {
  it('removes both headers, whatever their case, and nothing else', () => {
    expect(stripUpgrade(Buffer.from(handshake))?.toString()).toBe(stripped);
    const shouted = handshake.replace('Upgrade: w', 'UPGRADE:w').replace('Connection', 'connection');
    expect(stripUpgrade(Buffer.from(shouted))?.toString()).toBe(stripped);
  });

  it('leaves a request alone that asks for no upgrade', () => {
    expect(stripUpgrade(Buffer.from(poll))).toBeUndefined();
  });

  it('leaves a body alone that looks like one', () => {
    expect(stripUpgrade(Buffer.from(`${poll}Upgrade: websocket\r\n\r\n`))).toBeUndefined();
  });

  it('waits for the whole head, byte by byte if need be, then passes everything unread', () => {
    const { stage, written, stripped: count } = bench();
    for (const byte of handshake) stage.write(Buffer.from(byte));
    expect(written).toEqual([stripped]);
    stage.write(Buffer.from(handshake));
    expect(written).toEqual([stripped, handshake]);
    expect(count()).toBe(1);
  });

  it('passes on what came with the head, and an end before it was complete', () => {
    const one = bench();
    one.stage.write(Buffer.from(`${handshake}more`));
    expect(one.written).toEqual([`${stripped}more`]);
    const two = bench();
    two.stage.write(Buffer.from('GET /'));
    two.stage.end('close');
    expect(two.written).toEqual(['GET /', 'close']);
  });

  it('gives up on a head that is too long', () => {
    const { stage, written } = bench();
    const text = 'x'.repeat(33 * 1024);
    stage.write(Buffer.from(text));
    expect(written).toEqual([text]);
  });
});
