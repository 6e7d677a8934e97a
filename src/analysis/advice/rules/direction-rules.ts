import { perSecond, say } from '../../report/phrase.js';
import type { Rule } from './rule.js';

/** Whether clients have to send as well. */
export const directionRules: readonly Rule[] = [
  {
    id: 'websocket-both-ways',
    source:
      'RFC 6455 §1.2: once the handshake has succeeded, each side can, independently from the other, send data at will',
    apply: ({ direction }) =>
      direction === 'both-ways'
        ? [
            {
              transport: 'websocket',
              weight: 'for',
              statement: say`one connection carries messages both ways`,
            },
          ]
        : [],
  },
  {
    id: 'sse-one-way',
    source:
      'WHATWG HTML §9.2 "Server-sent events": EventSource receives a stream of events over HTTP and has no means of sending',
    apply: ({ direction, clientRate }) =>
      direction === 'both-ways'
        ? [
            {
              transport: 'sse',
              weight: 'against',
              statement: say`clients need HTTP requests of their own to send${clientRate === undefined ? '' : say`, ${perSecond(clientRate)} each`}`,
            },
          ]
        : [],
  },
  {
    id: 'polls-both-ways',
    source:
      'RFC 6202 §2.2 "Header Overhead": every request and response is a complete HTTP message with a full set of headers',
    apply: ({ direction }) =>
      direction === 'both-ways'
        ? (['long-poll', 'short-poll'] as const).map((transport) => ({
            transport,
            weight: 'against' as const,
            statement: say`every message a client sends is a whole HTTP request beside the polls`,
          }))
        : [],
  },
];
