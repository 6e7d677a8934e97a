import type { GlossaryEntry } from './report-model.js';

/** What the numbers of a report mean, in short; `docs/method.md` has the long form. */
export const glossary: readonly GlossaryEntry[] = [
  {
    term: 'Delivery latency',
    meaning:
      'receipt by the client minus the instant the message was due at the publisher. The schedule is never re-planned, so a stall makes the messages behind it late, as it would for users. No values are filled in afterwards.',
  },
  {
    term: 'Send lag',
    meaning:
      'how long after its due instant the publisher handed a message in. It is part of the delivery latency and also recorded apart.',
  },
  {
    term: 'Connected',
    meaning:
      'the first application byte has arrived. A completed TCP handshake is not enough: a full accept queue completes it for clients no one serves.',
  },
  {
    term: 'Lost',
    meaning:
      'accepted by the server, due to this client, never delivered by the end of the drain. Messages the server never accepted are counted at the publisher.',
  },
  {
    term: 'Recovered',
    meaning:
      'delivered after a reconnect because the client said how far it had read (Last-Event-ID, cursor or resume).',
  },
  {
    term: 'Overhead per message',
    meaning:
      '(bytes received + bytes sent − payload − set-up) ÷ messages delivered, counted at the client sockets.',
  },
  {
    term: 'Peak',
    meaning: 'attempts in the fullest 100 ms, times ten. The fullest 10 ms is given beside it.',
  },
  {
    term: 'Predicted attempts',
    meaning:
      'computed from seed, policy and the instants of loss and readiness: what the clients would do on machines without limits.',
  },
  {
    term: 'Policy’s curve',
    meaning:
      'the attempts that the policy’s definition foresees whatever the seed, from when clients lost their connections and when the server was away. The χ² test holds the attempts that were due per 100 ms against it.',
  },
  {
    term: 'Back',
    meaning: 'subscribed again after a cut. Times run from the cut, or from the moment the server was ready.',
  },
  {
    term: 'p50, p90, p99, p99.9',
    meaning:
      'the value that this share of the recorded values does not exceed. Histograms of several workers are merged, never averaged.',
  },
  {
    term: 'Invalid',
    meaning:
      'the load generator or the machine, not the server under test, decided the numbers. Invalid trials are shown for diagnosis only.',
  },
];
