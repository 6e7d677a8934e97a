import { describe, expect, it } from 'vitest';
import {
  noticeFrame,
  noticeFrameBytes,
  playFrames,
  upgradeResponseBytes,
} from './testing/scripted-websocket.js';

function closeFrame(body: string): Buffer {
  const bytes = Buffer.from(body, 'hex');
  return Buffer.concat([Buffer.of(0x88, bytes.length), bytes]);
}

function hexCode(code: number): string {
  return code.toString(16).padStart(4, '0');
}

/** Codes a server may send (RFC 6455 §7.4.1, the IANA registry, and §7.4.2 from 3000 on). */
const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999];

/** Codes that must not be sent, or that mean nothing. */
const reservedCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];

describe('a close frame', () => {
  it.each(codes)('with code %i is an orderly end, answered in kind', async (code) => {
    const body = hexCode(code);
    const { handlers, answers, bytes } = await playFrames([Buffer.concat([noticeFrame, closeFrame(body)])]);
    expect(handlers.end).toEqual({ cause: 'closed', detail: `close code ${code}` });
    expect(answers).toEqual([`88 ${body}`]);
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
    expect(bytes.received).toBe(upgradeResponseBytes + noticeFrameBytes + 4);
  });

  it('without a code is one too, and answered without', async () => {
    const { handlers, answers } = await playFrames([Buffer.concat([noticeFrame, closeFrame('')])]);
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'close code 1005' });
    expect(answers).toEqual(['88']);
  });

  it.each([
    ['a reason', `03e9${Buffer.from('going away, gérer').toString('hex')}`],
    ['the longest reason', `03e9${'61'.repeat(123)}`],
  ])('is answered with %s that it gives', async (_name, body) => {
    const { handlers, answers, bytes } = await playFrames([Buffer.concat([noticeFrame, closeFrame(body)])]);
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'close code 1001' });
    expect(answers).toEqual([`88 ${body}`]);
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });

  it.each(reservedCodes)('with code %i is refused', async (code) => {
    const { handlers, answers } = await playFrames([Buffer.concat([noticeFrame, closeFrame(hexCode(code))])]);
    expect(handlers.end).toEqual({ cause: 'handshake', detail: 'WS_ERR_INVALID_CLOSE_CODE' });
    expect(answers).toEqual(['88 03ea']);
  });

  it.each([
    ['half a code', '03', 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH', '88 03ea'],
    ['a reason that is not UTF-8', '03e8ff', 'WS_ERR_INVALID_UTF8', '88 03ef'],
  ])('with %s is refused', async (_name, body, detail, answer) => {
    const { handlers, answers } = await playFrames([Buffer.concat([noticeFrame, closeFrame(body)])]);
    expect(handlers.end).toEqual({ cause: 'handshake', detail });
    expect(answers).toEqual([answer]);
  });

  it('is the last frame that counts', async () => {
    const after = Buffer.from('820568656c6c6f', 'hex');
    const { handlers, answers, bytes } = await playFrames([
      Buffer.concat([noticeFrame, after, closeFrame('03e8'), after, closeFrame('03e9')]),
    ]);
    expect(handlers.messages.length).toBe(1);
    expect(bytes.payload).toBe(5);
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'close code 1000' });
    expect(answers).toEqual(['88 03e8']);
  });

  it('before the notice is a failed handshake', async () => {
    const { handlers, answers } = await playFrames([closeFrame('03f3')]);
    expect(handlers.end).toEqual({ cause: 'handshake', detail: 'close code 1011' });
    expect(answers).toEqual(['88 03f3']);
  });
});
