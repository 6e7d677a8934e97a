import { encodeFrame, opcodes } from '../websocket-frame.js';
import type { Flaw } from './flaw.js';

const continuation = 0;
const final = 0x80;

/** Every message comes in `parts` fragments (RFC 6455 §5.4), a ping before each but the first; notices stay whole. */
export function fragment(parts: number): Flaw {
  return {
    wrapEncoding: ({ encodeNotice }) => ({
      encodeNotice,
      encodeMessage: (_cursor, payload) => encodeFragments(payload, parts),
    }),
  };
}

/** A payload of fewer bytes than parts gives empty fragments, which are valid. */
function encodeFragments(payload: Buffer, parts: number): Buffer {
  const frames: Buffer[] = [];
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part, part + 1].map((at) => Math.floor((at * payload.length) / parts));
    const frame = encodeFrame(part === 0 ? opcodes.binary : continuation, payload.subarray(from, to));
    if (part < parts - 1) frame[0] = (frame[0] ?? 0) & ~final;
    if (part > 0) frames.push(encodeFrame(opcodes.ping, Buffer.alloc(0)));
    frames.push(frame);
  }
  return Buffer.concat(frames);
}
