import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  launchBrowser,
  missingBrowser,
  startBrowserFollower,
} from '../../proof/clients/browser-followers.js';
import { followServer } from '../../proof/clients/follow-server.js';
import { startNodeFollowers } from '../../proof/clients/node-followers.js';
import { startSquallFollower } from '../../proof/clients/squall-follower.js';
import { transportNames } from '../../src/wire/transport-names.js';
import { makeFolder } from '../support/run-squall.js';

const missing = missingBrowser();
if (missing !== undefined) process.stderr.write(`no browser followed the servers: ${missing}\n`);

describe("other people's clients", () => {
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (missing === undefined) browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
  });

  it.each(transportNames)(
    'see the same messages as Squall through cuts, a restart and a crash: %s',
    async (transport) => {
      const { published, logs } = await followServer({
        transport,
        messagesPerRound: 8,
        interruptions: ['close', 'reset', 'restart', 'crash', 'close'],
        directory: makeFolder(),
        startFollowers: async (url) => [
          startSquallFollower(transport, url),
          ...startNodeFollowers(transport, url),
          ...(browser === undefined
            ? []
            : [
                await startBrowserFollower(browser, transport, url, 'its own'),
                await startBrowserFollower(browser, transport, url, 'another'),
              ]),
        ],
      });
      expect(published).toHaveLength(48);
      expect(new Set(published.map(([cursor]) => cursor)).size).toBe(48);
      for (const { name, seen, subscriptions, replayed } of logs) {
        expect(seen, name).toEqual(published);
        // Polls resume without anything that tells of it.
        if (transport === 'sse' || transport === 'websocket') {
          expect(subscriptions, name).toBe(6);
          expect(replayed, name).toBeGreaterThan(0);
        }
      }
    },
  );
});
