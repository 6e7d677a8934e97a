import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope, type Envelope, encodeEnvelope, envelopeBytes } from './envelope.js';

const tag = '00c0ffee';
const blank = (): Envelope => ({ tag: '', sequence: -1, dueUs: -1 });
const whole = encodeEnvelope({ tag, sequence: 42, dueUs: 1_234_567_890 }, envelopeBytes);

describe('encodeEnvelope', () => {
  it('writes fixed widths, padded to the payload', () => {
    expect(whole).toBe('sq1:00c0ffee:0000000042:0000001234567890:');
    expect(encodeEnvelope({ tag, sequence: 42, dueUs: 1_234_567_890 }, envelopeBytes + 3)).toBe(
      `${whole}xxx`,
    );
  });

  it('has exactly the wanted size and characters that need no escaping anywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: envelopeBytes, max: 4_096 }),
        fc.nat(),
        fc.nat(),
        (size, sequence, dueUs) => {
          const text = encodeEnvelope({ tag, sequence, dueUs }, size);
          expect(Buffer.byteLength(text)).toBe(size);
          expect(JSON.stringify(text)).toBe(`"${text}"`);
          expect(text).toMatch(/^[\w:]+$/);
        },
      ),
    );
  });

  it('refuses a payload that cannot hold it', () => {
    expect(() => encodeEnvelope({ tag, sequence: 0, dueUs: 0 }, envelopeBytes - 1)).toThrow(RangeError);
  });
});

describe('decodeEnvelope', () => {
  it('reads back what was written, from the head of any payload', () => {
    const sequences = fc.integer({ min: 0, max: 9_999_999_999 });
    const instants = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(sequences, instants, fc.nat({ max: 100 }), (sequence, dueUs, padding) => {
        const into = blank();
        const text = encodeEnvelope({ tag, sequence, dueUs }, envelopeBytes + padding);
        expect(decodeEnvelope(text, tag, into)).toBe(true);
        expect(into).toEqual({ tag, sequence, dueUs });
      }),
    );
  });

  it.each([
    ['another tag', whole.replace(tag, 'deadbeef')],
    ['another marker', whole.replace('sq1', 'sq2')],
    ['nothing', ''],
    ['one character too few', whole.slice(0, -1)],
    ['a letter in the sequence', whole.replace('0042', '00x2')],
    ['a sign in the instant', whole.replace('0000001234567890', '-000001234567890')],
    ['no colon after the sequence', whole.replace('42:', '42;')],
    ['no colon at the end', `${whole.slice(0, -1)}x`],
  ])('refuses %s and leaves the target alone', (_name, text) => {
    const into = blank();
    expect(decodeEnvelope(text, tag, into)).toBe(false);
    expect(into).toEqual(blank());
  });
});
