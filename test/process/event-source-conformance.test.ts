import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, missingBrowser } from '../../proof/clients/browser-followers.js';
import { eventSourceCases } from '../../src/transports/testing/event-source-cases.js';
import {
  changingIds,
  changingIdsAsked,
  type EventSourceServer,
  startEventSourceServer,
} from '../../src/transports/testing/event-source-server.js';
import { type DispatchedEvent, eventStreamCases } from '../../src/transports/testing/event-stream-cases.js';

const missing = missingBrowser();
if (missing !== undefined) process.stderr.write(`the tables were not held against a browser: ${missing}\n`);

/** Runs in the page: one EventSource until its first error, which the end of a stream is as well. */
const listenOnce = `async (path, types) => {
  const source = new EventSource(path);
  const events = [];
  for (const type of types) {
    source.addEventListener(type, ({ data, lastEventId }) => events.push([type, data, lastEventId]));
  }
  await new Promise((resolve) => { source.onerror = resolve; });
  const isClosed = source.readyState === EventSource.CLOSED;
  source.close();
  return { events, isClosed };
}`;

/** Runs in the page: one EventSource until it has had so many messages and asked once more. */
const listenOn = `async (path, count) => {
  const source = new EventSource(path);
  let errors = 0;
  await new Promise((resolve) => { source.onerror = () => { if (++errors > count) resolve(); }; });
  source.close();
}`;

interface Listened {
  readonly events: readonly DispatchedEvent[];
  readonly isClosed: boolean;
}

describe.skipIf(missing !== undefined)(
  "a browser's EventSource agrees with the tables that Squall's client is held against",
  () => {
    let browser: Browser;
    let server: EventSourceServer;
    let page: Page;

    beforeAll(async () => {
      browser = await launchBrowser();
      server = await startEventSourceServer();
      page = await browser.newPage();
      await page.goto(`${server.url}/page`);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    it.each(eventStreamCases.map((entry, index) => ({ ...entry, index })))(
      '$name',
      async ({ index, events, chromium = events }) => {
        const types = [...new Set(['message', 'x', 'y', '\ufffd', ...events.map(([type]) => type)])];
        const listened = await page.evaluate<Listened>(
          `(${listenOnce})('/case/${index}', ${JSON.stringify(types)})`,
        );
        expect(listened).toEqual({ events: chromium, isClosed: false });
      },
    );

    it.each(eventSourceCases)(
      '$route',
      async ({ route, browser: standard, chromium: expected = standard }) => {
        const { events, isClosed } = await page.evaluate<Listened>(
          `(${listenOnce})('${route}', ['message'])`,
        );
        expect(events).toEqual(expected === 'message' ? [['message', 'hello', '']] : []);
        expect(isClosed).toBe(expected === 'fails');
      },
    );

    it('brings back the last event ID as Squall does', async () => {
      const before = server.paths.length;
      await page.evaluate(`(${listenOn})('/changes-its-ids', ${changingIds.length})`);
      const asked = server.listHeader('last-event-id').slice(before, before + changingIdsAsked.length);
      expect(asked).toEqual(changingIdsAsked);
      expect(server.listHeader('cache-control').at(-1)).toBe('no-cache');
      expect(server.listHeader('accept').at(-1)).toBe('text/event-stream');
    });
  },
);
