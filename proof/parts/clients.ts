import { transportNames } from '../../src/wire/transport-names.js';
import { launchBrowser, missingBrowser, startBrowserFollower } from '../clients/browser-followers.js';
import { type FollowOutcome, followServer, type Interruption } from '../clients/follow-server.js';
import type { Sighting } from '../clients/follower.js';
import { startNodeFollowers } from '../clients/node-followers.js';
import { startSquallFollower } from '../clients/squall-follower.js';
import type { ProofPart, ProofRow } from '../proof-row.js';

const messagesPerRound = 25;
const interruptions: readonly Interruption[] = [
  'close',
  'reset',
  'restart',
  'crash',
  'reset',
  'restart',
  'close',
];

/** Clients that we did not write, beside Squall's, on the reference servers. */
export const clientsPart: ProofPart = {
  name: 'clients',
  title: "Other people's clients",
  source:
    "the ids in the servers' answers to POST /publish, and what Chromium, undici and Node.js saw of them in the same run",
  missing: missingBrowser,
  async *prove({ directory }) {
    const browser = await launchBrowser();
    try {
      for (const transport of transportNames) {
        const outcome = await followServer({
          transport,
          messagesPerRound,
          interruptions,
          directory,
          startFollowers: async (url) => [
            startSquallFollower(transport, url),
            ...startNodeFollowers(transport, url),
            await startBrowserFollower(browser, transport, url, 'its own'),
            await startBrowserFollower(browser, transport, url, 'another'),
          ],
        });
        const isStream = transport === 'sse' || transport === 'websocket';
        for (const row of compareLogs(outcome, isStream))
          yield { ...row, subject: `${transport}, ${row.subject}` };
      }
    } finally {
      await browser.close();
    }
  },
};

function* compareLogs({ published, logs }: FollowOutcome, isStream: boolean): Iterable<ProofRow> {
  const squall = logs.find(({ name }) => name === 'Squall')?.seen ?? [];
  const exact = { unit: '', tolerance: 0 };
  for (const { name, seen, subscriptions } of logs) {
    yield {
      ...exact,
      subject: name,
      quantity: 'messages as published, in order',
      predicted: published.length,
      measured: published.length - countDifferent(seen, published),
    };
    if (isStream) {
      yield {
        ...exact,
        subject: name,
        quantity: 'subscriptions',
        predicted: interruptions.length + 1,
        measured: subscriptions,
      };
    }
    if (name === 'Squall') continue;
    yield {
      ...exact,
      subject: name,
      quantity: 'messages other than at Squall',
      predicted: 0,
      measured: countDifferent(seen, squall),
    };
  }
}

/** @returns at how many places the lists do not have the same cursor and payload, one having none included */
function countDifferent(some: readonly Sighting[], others: readonly Sighting[]): number {
  const [longer, shorter] = some.length > others.length ? [some, others] : [others, some];
  return longer.filter(([cursor, payload], at) => shorter[at]?.[0] !== cursor || shorter[at]?.[1] !== payload)
    .length;
}
