/**
 * Reading the envelope at the head of a payload, once per delivered message: digit by digit into a reused object, against
 * a regular expression and against JSON. It supports the fixed-width format: its cost must not grow with the payload.
 */
import { bench, describe } from 'vitest';
import { decodeEnvelope, type Envelope, encodeEnvelope } from '../src/wire/envelope.js';

const tag = '00c0ffee';
const messages = 1_000;

for (const payloadBytes of [64, 1_000, 16_000]) {
  const payloads = Array.from({ length: messages }, (_, sequence) =>
    encodeEnvelope({ tag, sequence, dueUs: 123_456_789_012 + sequence }, payloadBytes),
  );
  const documents = payloads.map((payload, sequence) =>
    JSON.stringify({ tag, sequence, dueUs: 123_456_789_012 + sequence, padding: payload.slice(64) }),
  );

  describe(`${messages} payloads of ${payloadBytes} B`, () => {
    bench('decodeEnvelope', () => {
      const envelope: Envelope = { tag: '', sequence: 0, dueUs: 0 };
      let sum = 0;
      for (const payload of payloads) if (decodeEnvelope(payload, tag, envelope)) sum += envelope.sequence;
      requireSum(sum);
    });

    bench('a regular expression', () => {
      let sum = 0;
      for (const payload of payloads) {
        const match = /^sq1:([0-9a-f]{8}):(\d{10}):(\d{16}):/.exec(payload);
        if (match?.[1] === tag) sum += Number(match[2]);
      }
      requireSum(sum);
    });

    bench('JSON.parse of the same', () => {
      let sum = 0;
      for (const document of documents) sum += (JSON.parse(document) as Envelope).sequence;
      requireSum(sum);
    });
  });
}

function requireSum(sum: number): void {
  if (sum !== (messages * (messages - 1)) / 2) throw new Error('messages are missing');
}
