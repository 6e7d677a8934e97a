import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { paths } from '../../src/wire/protocol.js';
import type { TransportName } from '../../src/wire/transport-names.js';
import type { Follower, FollowLog } from './follower.js';
import { followPacing } from './node-followers.js';
import { followEventSource, followPolls, followWebSocket } from './web-follow.js';

const executablePath = process.env.SQUALL_CHROMIUM ?? '/usr/bin/chromium';

/** @returns what to do about it when there is no Chromium. */
export function missingBrowser(): string | undefined {
  return existsSync(executablePath)
    ? undefined
    : `${executablePath} is missing (apt-get install chromium, or set SQUALL_CHROMIUM)`;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
}

/**
 * Opens a page and lets it follow the server by the browser's means.
 * @param origin whose page it is: the server's own, or another's, which is what dashboards are. `localhost` is another
 *   origin than `127.0.0.1`, although the same server answers
 */
export async function startBrowserFollower(
  browser: Browser,
  transport: TransportName,
  url: string,
  origin: 'its own' | 'another',
): Promise<Follower> {
  const page = await browser.newPage();
  const from = origin === 'another' ? url.replace('127.0.0.1', 'localhost') : url;
  await page.goto(from + paths.stats);
  const { name, source } = describeFollow(transport, url + paths[transport]);
  await page.evaluate(`globalThis.follow = ${source}; undefined`);
  return {
    name: `Chromium ${name}${origin === 'another' ? ', page of another origin' : ''}`,
    readLog: () => readLog(page),
    stop: async () => {
      await page.evaluate('follow.stop()');
      await page.close();
    },
  };
}

function readLog(page: Page): Promise<FollowLog> {
  return page.evaluate<FollowLog>(
    '({ seen: follow.seen, subscriptions: follow.subscriptions, replayed: follow.replayed })',
  );
}

/** The call that starts the client, as source text for the page. */
function describeFollow(transport: TransportName, address: string): { name: string; source: string } {
  const { delayMs, pauseMs } = followPacing;
  const url = JSON.stringify(address);
  switch (transport) {
    case 'sse':
      return { name: 'EventSource', source: `(${followEventSource})(${url}, EventSource)` };
    case 'websocket': {
      const target = JSON.stringify(address.replace(/^http/, 'ws'));
      return { name: 'WebSocket', source: `(${followWebSocket})(${target}, WebSocket, ${delayMs})` };
    }
    case 'long-poll':
      return { name: 'fetch', source: `(${followPolls})(${url}, (asked) => fetch(asked), 0, ${delayMs})` };
    case 'short-poll':
      return {
        name: 'fetch',
        source: `(${followPolls})(${url}, (asked) => fetch(asked), ${pauseMs}, ${delayMs})`,
      };
  }
}
