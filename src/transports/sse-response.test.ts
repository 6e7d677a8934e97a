import { afterEach, describe, expect, it } from 'vitest';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { eventSourceCases } from './testing/event-source-cases.js';
import {
  changingIdsAsked,
  type EventSourceServer,
  startEventSourceServer,
} from './testing/event-source-server.js';
import { until } from './testing/recording-handlers.js';
import { TransportRig } from './testing/transport-rig.js';

const open: EventSourceServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

async function serve(route: string): Promise<EventSourceServer> {
  const server = await startEventSourceServer(route);
  open.push(server);
  return server;
}

/** One connection until the server, or what it sent, ends it. */
async function connectOnce(server: EventSourceServer, cursor?: string) {
  const rig = new TransportRig('sse', server.url);
  const { handlers, connection } = rig.open(cursor);
  await until(() => handlers.end !== undefined);
  await rig.finish();
  const { bytes } = rig.context;
  expect(rig.violations).toEqual([]);
  expect(unaccountedBytes(bytes)).toBe(0);
  return { handlers, bytes, cursor: connection.cursor };
}

describe('the answer to a request for an event stream (WHATWG HTML §9.2.3)', () => {
  it.each(eventSourceCases)('$route', async ({ route, browser, end }) => {
    const { handlers, bytes } = await connectOnce(await serve(route));
    expect(handlers.end).toEqual(end);
    const delivers = end.cause === 'closed';
    if (delivers) expect(browser).toBe('message');
    expect(handlers.subscribed).toBe(delivers);
    expect(handlers.messages.map(({ head }) => head)).toEqual(delivers ? ['hello'] : []);
    if (!delivers) expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });

  it('counts redirects as setup, requests and answers, and the stream after them as ever', async () => {
    const direct = await connectOnce(await serve('/behaves'));
    const redirected = await connectOnce(await serve('/redirects/307'));
    const answer =
      'HTTP/1.1 307 Elsewhere\r\nLocation: /behaves?from=redirect\r\nContent-Length: 5\r\n\r\nmoved';
    const { bytes } = redirected;
    expect(bytes.received).toBe(direct.bytes.received + answer.length);
    // Both requests differ from the direct one in their path alone, and in the port's digits not at all.
    expect(bytes.sent).toBe(2 * direct.bytes.sent + '/behaves?from=redirect'.length - '/sse'.length);
    const { payload, framing, heartbeats } = direct.bytes;
    expect(bytes).toMatchObject({ payload, framing, heartbeats });
  });

  it('goes back to where it was sent from at every new connection', async () => {
    const server = await serve('/redirects/301');
    const { cursor } = await connectOnce(server);
    await connectOnce(server, cursor);
    expect(server.paths).toEqual(['/sse', '/behaves?from=redirect', '/sse', '/behaves?from=redirect']);
  });
});

describe('the request for an event stream', () => {
  it('asks as an EventSource does, along redirects too', async () => {
    const server = await serve('/redirects/302');
    await connectOnce(server, 'abc-7');
    expect(server.listHeader('accept')).toEqual(['text/event-stream', 'text/event-stream']);
    expect(server.listHeader('cache-control')).toEqual(['no-cache', 'no-cache']);
    expect(server.listHeader('pragma')).toEqual(['no-cache', 'no-cache']);
    expect(server.listHeader('last-event-id')).toEqual(['abc-7', 'abc-7']);
  });

  it('brings the last event ID, as UTF-8, and none when there is none', async () => {
    const server = await serve('/changes-its-ids');
    let cursor: string | undefined;
    for (const _ of changingIdsAsked) ({ cursor } = await connectOnce(server, cursor));
    expect(server.listHeader('last-event-id')).toEqual(changingIdsAsked);
  });
});
