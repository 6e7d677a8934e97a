import { bytes, say } from '../../report/phrase.js';
import type { Rule } from './rule.js';

/** What a message may consist of. */
export const payloadRules: readonly Rule[] = [
  {
    id: 'sse-text-only',
    source:
      'WHATWG HTML §9.2.6: event streams are always decoded as UTF-8; base64 takes 4 characters for 3 bytes (RFC 4648 §4)',
    apply: ({ binary, payload }) =>
      binary
        ? [
            {
              transport: 'sse',
              weight: 'against',
              statement: say`bytes have to be sent as text, a third longer in base64${payload === undefined ? '' : say`: ${bytes(Math.ceil(payload / 3) * 4)} for ${bytes(payload)}`}`,
            },
          ]
        : [],
  },
  {
    id: 'websocket-binary-frames',
    source: 'RFC 6455 §5.6: data frames are text or binary (opcode 0x2)',
    apply: ({ binary }) =>
      binary
        ? [{ transport: 'websocket', weight: 'for', statement: say`binary frames carry bytes as they are` }]
        : [],
  },
  {
    id: 'poll-headers',
    source: 'RFC 6202 §2.2 "Header Overhead"',
    apply: ({ payload }) =>
      payload !== undefined && payload < smallPayloadBytes
        ? (['long-poll', 'short-poll'] as const).map((transport) => ({
            transport,
            weight: 'against' as const,
            statement: say`beside payloads of ${bytes(payload)} the headers of each poll are most of what is sent`,
          }))
        : [],
  },
];

/** Requests and answers of a poll have a few hundred bytes of headers. */
const smallPayloadBytes = 500;
