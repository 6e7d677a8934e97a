import { EventSource, fetch, WebSocket } from 'undici';
import { paths } from '../../src/wire/protocol.js';
import type { TransportName } from '../../src/wire/transport-names.js';
import type { Follower } from './follower.js';
import { followEventSource, followPolls, followWebSocket, type WebFollow } from './web-follow.js';

/** Milliseconds that clients which resume by hand wait before they try again, and between short polls. */
export const followPacing = { delayMs: 100, pauseMs: 50 };

/** The clients that Node.js and undici bring, for one transport. */
export function startNodeFollowers(transport: TransportName, url: string): Follower[] {
  const address = url + paths[transport];
  const { delayMs, pauseMs } = followPacing;
  switch (transport) {
    case 'sse':
      return [wrap('undici EventSource', followEventSource(address, EventSource))];
    case 'websocket': {
      const own = wrap('undici WebSocket', followWebSocket(address, WebSocket, delayMs));
      // Node.js has had one of its own since version 22.
      const { WebSocket: Built } = globalThis as { WebSocket?: typeof WebSocket };
      return Built === undefined
        ? [own]
        : [own, wrap('Node.js WebSocket', followWebSocket(address, Built, delayMs))];
    }
    case 'long-poll':
      return [
        wrap('undici fetch', followPolls(address, fetch, 0, delayMs)),
        wrap('Node.js fetch', followPolls(address, globalThis.fetch as unknown as typeof fetch, 0, delayMs)),
      ];
    case 'short-poll':
      return [
        wrap('undici fetch', followPolls(address, fetch, pauseMs, delayMs)),
        wrap(
          'Node.js fetch',
          followPolls(address, globalThis.fetch as unknown as typeof fetch, pauseMs, delayMs),
        ),
      ];
  }
}

function wrap(name: string, follow: WebFollow): Follower {
  return {
    name,
    readLog: () => Promise.resolve(follow),
    stop: async () => follow.stop(),
  };
}
