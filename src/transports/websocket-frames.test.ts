import { describe, expect, it } from 'vitest';
import { mostMessageBytes } from './linked-websocket.js';
import { noticeFrame, noticeFrameBytes, playFrames } from './testing/scripted-websocket.js';

/** Frames as they stand on the wire (RFC 6455 §5.2), in hex; spaces set frames apart. */
function wire(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

const hello = '820568656c6c6f';
const close1000 = '880203e8';
const echo1000 = '88 03e8';

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

function textFragment(first: string, body: string): string {
  return `${first}${(body.length / 2).toString(16).padStart(2, '0')}${body}`;
}

interface Received {
  readonly messages: readonly string[];
  /** What the client sends back before it answers the close frame. */
  readonly answers?: readonly string[];
  readonly framing: number;
  readonly heartbeats?: number;
}

const accepted: readonly (readonly [name: string, frames: string, received: Received])[] = [
  ['a message', hello, { messages: ['hello'], framing: 2 }],
  ['an empty message', '8200', { messages: [''], framing: 2 }],
  ['a message in fragments', '020268 65 00016c 80026c6f', { messages: ['hello'], framing: 6 }],
  ['empty fragments', '0200 0000 800568656c6c6f', { messages: ['hello'], framing: 6 }],
  ['a last fragment that is empty', '020568656c6c6f 8000', { messages: ['hello'], framing: 4 }],
  ['binary that is not UTF-8', '8202fffe', { messages: ['\xff\xfe'], framing: 2 }],
  [
    'pings between fragments',
    '02026865 8900 00016c 8902abcd 80026c6f',
    { messages: ['hello'], answers: ['8a', '8a abcd'], framing: 6, heartbeats: 2 + 4 + 6 + 8 },
  ],
  [
    'a ping of 125 bytes, answered with its body',
    `897d${'61'.repeat(125)} ${hello}`,
    { messages: ['hello'], answers: [`8a ${'61'.repeat(125)}`], framing: 2, heartbeats: 127 + 131 },
  ],
  ['pongs that nobody asked for', `8a00 8a0161 ${hello}`, { messages: ['hello'], framing: 2, heartbeats: 5 }],
  [
    'a notice in fragments that part a character',
    `${textFragment('01', `${hexOf('{"cursor":"abc-4","x":"')}c3`)} ${textFragment('80', `a9${hexOf('","head":"abc-4","gap":false}')}`)} ${hello}`,
    { messages: ['hello'], framing: 2 },
  ],
  // The shortest form is asked of the sender (§5.2); ws takes any, and so do the figures.
  ['a length in more bytes than it needs', '827e000568656c6c6f', { messages: ['hello'], framing: 4 }],
];

describe('frames a WebSocket client accepts', () => {
  it.each(accepted)('%s', async (_name, frames, { messages, answers = [], framing, heartbeats = 0 }) => {
    const whole = wire(frames + close1000);
    const inOnePiece = [Buffer.concat([noticeFrame, whole])];
    const byteByByte = [noticeFrame, ...Array.from(whole, (byte) => Buffer.of(byte))];
    for (const pieces of [inOnePiece, byteByByte]) {
      const { handlers, bytes, answers: sent } = await playFrames(pieces);
      expect(handlers.end).toEqual({ cause: 'closed', detail: 'close code 1000' });
      expect(handlers.messages.map(({ head }) => head)).toEqual(messages);
      expect(sent).toEqual([...answers, echo1000]);
      expect(bytes).toMatchObject({ payload: messages.join('').length, framing, heartbeats });
    }
  });

  it('the longest message there may be', async () => {
    const header = `827f${mostMessageBytes.toString(16).padStart(16, '0')}`;
    const { handlers, bytes } = await playFrames([
      Buffer.concat([noticeFrame, wire(header), Buffer.alloc(mostMessageBytes, 'x'), wire(close1000)]),
    ]);
    expect(handlers.messages.map(({ payloadBytes }) => payloadBytes)).toEqual([16_777_216]);
    expect(bytes).toMatchObject({ payload: 16_777_216, framing: 10 });
  });
});

const halfTheMost = `027f${(mostMessageBytes / 2).toString(16).padStart(16, '0')}`;
const tooLong = `827f${(mostMessageBytes + 1).toString(16).padStart(16, '0')}`;

/** The code that the client closes with (RFC 6455 §7.4.1), and how it names the failure. */
const refused: readonly (readonly [name: string, frame: string, code: number, detail: string])[] = [
  ['RSV1 without an extension', 'c2026869', 1002, 'WS_ERR_UNEXPECTED_RSV_1'],
  ['RSV2', 'a2026869', 1002, 'WS_ERR_UNEXPECTED_RSV_2_3'],
  ['RSV3', '92026869', 1002, 'WS_ERR_UNEXPECTED_RSV_2_3'],
  ['RSV1 on a ping', 'c900', 1002, 'WS_ERR_UNEXPECTED_RSV_1'],
  ['reserved data opcode 3', '8300', 1002, 'WS_ERR_INVALID_OPCODE'],
  ['reserved data opcode 7', '8700', 1002, 'WS_ERR_INVALID_OPCODE'],
  ['reserved control opcode B', '8b00', 1002, 'WS_ERR_INVALID_OPCODE'],
  ['reserved control opcode F', '8f00', 1002, 'WS_ERR_INVALID_OPCODE'],
  ['masked message', '82820102030469 6b', 1002, 'WS_ERR_UNEXPECTED_MASK'],
  ['masked ping', '898000000000', 1002, 'WS_ERR_UNEXPECTED_MASK'],
  ['fragment of nothing', '80026869', 1002, 'WS_ERR_INVALID_OPCODE'],
  ['message within a message', '02026869 82026869', 1002, 'WS_ERR_INVALID_OPCODE'],
  ['ping in fragments', '0900', 1002, 'WS_ERR_EXPECTED_FIN'],
  ['close in fragments', '080203e8', 1002, 'WS_ERR_EXPECTED_FIN'],
  ['ping of 126 bytes', `897e007e${'61'.repeat(126)}`, 1002, 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH'],
  ['text that is not UTF-8', '8101ff', 1007, 'WS_ERR_INVALID_UTF8'],
  ['overlong UTF-8', '8102c0af', 1007, 'WS_ERR_INVALID_UTF8'],
  ['surrogate in UTF-8', '8103eda080', 1007, 'WS_ERR_INVALID_UTF8'],
  ['text that ends within a character', '8102e282', 1007, 'WS_ERR_INVALID_UTF8'],
  ['text in fragments that is not UTF-8', '0101c3 800128', 1007, 'WS_ERR_INVALID_UTF8'],
  ['frame one byte too long', tooLong, 1009, 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'],
  ['length beyond 2^53', '827f0020000000000000', 1009, 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH'],
];

describe('frames a WebSocket client refuses', () => {
  it.each(refused)('%s', async (_name, frame, code, detail) => {
    const { handlers, bytes, answers } = await playFrames([
      Buffer.concat([noticeFrame, wire(hello), wire(frame)]),
    ]);
    expect(handlers.messages.map(({ head }) => head)).toEqual(['hello']);
    expect(handlers.end).toEqual({ cause: 'handshake', detail });
    expect(answers).toEqual([`88 ${code.toString(16).padStart(4, '0')}`]);
    expect(bytes.payload).toBe(5);
  });

  it('fragments that together are too long', async () => {
    const half = Buffer.alloc(mostMessageBytes / 2);
    const { handlers, answers, bytes } = await playFrames([
      Buffer.concat([noticeFrame, wire(halfTheMost), half]),
      wire(`00${halfTheMost.slice(2)}`),
      half,
      wire('800178'),
    ]);
    expect(handlers.end).toEqual({ cause: 'handshake', detail: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
    expect(answers).toEqual(['88 03f1']);
    expect(bytes).toMatchObject({ payload: 0 });
  });
});

describe('a notice', () => {
  it('has the size the other tests count on', () => {
    expect(noticeFrame.length).toBe(noticeFrameBytes);
  });
});
