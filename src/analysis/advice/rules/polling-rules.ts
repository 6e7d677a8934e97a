import { say } from '../../report/phrase.js';
import type { Rule } from './rule.js';

/** What polling costs in time. */
export const pollingRules: readonly Rule[] = [
  {
    id: 'short-poll-latency',
    source:
      'RFC 6202 §2.1: with short polling the resources used strongly depend on the acceptable latency; a message waits U(0, period), docs/method.md "Polls are due too"',
    apply: () => [
      {
        transport: 'short-poll',
        weight: 'against',
        statement: say`a message waits half a polling period on average, and polls that bring nothing are paid for`,
      },
    ],
  },
  {
    id: 'long-poll-latency',
    source:
      'RFC 6202 §2.2 "Maximal Latency": over three network transits, since the server has to wait for the next poll',
    apply: ({ rate }) =>
      rate !== undefined && rate >= 1
        ? [
            {
              transport: 'long-poll',
              weight: 'against',
              statement: say`a message that comes up between two polls takes three ways instead of one`,
            },
          ]
        : [],
  },
];
