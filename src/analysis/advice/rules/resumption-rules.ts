import { say } from '../../report/phrase.js';
import type { Rule } from './rule.js';

/** What comes back after a reconnect. */
export const resumptionRules: readonly Rule[] = [
  {
    id: 'sse-last-event-id',
    source: 'WHATWG HTML §9.2.4 "The Last-Event-ID header": sent by itself when an EventSource reconnects',
    apply: ({ resumable }) =>
      resumable
        ? [
            {
              transport: 'sse',
              weight: 'for',
              statement: say`a browser reconnects by itself and says which event it had last`,
            },
          ]
        : [],
  },
  {
    id: 'websocket-no-resume',
    source:
      'RFC 6455 §7.2.3 "Recovering from Abnormal Closure" is about when to reconnect; the protocol has no message ids and no resumption',
    apply: ({ resumable }) =>
      resumable
        ? [
            {
              transport: 'websocket',
              weight: 'against',
              statement: say`cursor, replay and reconnecting are the application's to write`,
            },
          ]
        : [],
  },
  {
    id: 'polls-carry-cursors',
    source:
      'docs/protocol.md: a poll names its cursor; without one, what comes up between two polls is missed',
    apply: ({ resumable }) =>
      resumable
        ? (['long-poll', 'short-poll'] as const).map((transport) => ({
            transport,
            weight: 'for' as const,
            statement: say`every poll names its cursor, so a return is a poll like any other`,
          }))
        : [],
  },
];
