import { count, say } from '../../report/phrase.js';
import type { Rule } from './rule.js';

/** Chromium's and Firefox's limit on connections to one host under HTTP/1.1. */
const connectionsPerHost = 6;
/** What RFC 9113 recommends as the least, and what browsers meet in practice. */
const streamsPerConnection = 100;
/** Chromium's limit on WebSocket connections to one host; Firefox allows 200 in all. */
const webSocketsPerHost = 255;

/** What browsers allow. */
export const browserRules: readonly Rule[] = [
  {
    id: 'six-connections',
    source:
      'WHATWG HTML §9.2.7 "Authoring notes" on HTTP\'s per-server connection limitation; the limit of 6: Chromium net/socket/client_socket_pool_manager.cc, g_max_sockets_per_group, and MDN "EventSource"',
    apply: ({ browsers, http, tabs }) => {
      if (!browsers || http !== '1.1') return [];
      // The page itself needs a connection, too.
      const weight = tabs >= connectionsPerHost ? 'excludes' : 'against';
      if (tabs === 1) return [];
      return (['sse', 'long-poll'] as const).map((transport) => ({
        transport,
        weight,
        statement:
          weight === 'excludes'
            ? say`${count(tabs)} at once leave no connection of the ${count(connectionsPerHost)} that a browser opens to a host over HTTP/1.1 for anything else`
            : say`${count(tabs)} at once take as many of the ${count(connectionsPerHost)} connections that a browser opens to a host over HTTP/1.1`,
      }));
    },
  },
  {
    id: 'streams-of-http2',
    source: 'RFC 9113 §6.5.2 SETTINGS_MAX_CONCURRENT_STREAMS: recommended to be no smaller than 100',
    apply: ({ browsers, http, tabs }) => {
      if (!browsers || http !== '2' || tabs === 1) return [];
      const fits = tabs <= streamsPerConnection;
      return (['sse', 'long-poll'] as const).map((transport) => ({
        transport,
        weight: fits ? ('for' as const) : ('against' as const),
        statement: fits
          ? say`over HTTP/2 ${count(tabs)} at once are streams of one connection`
          : say`${count(tabs)} at once are more than the ${count(streamsPerConnection)} streams that servers usually allow on a connection`,
      }));
    },
  },
  {
    id: 'websocket-connections',
    source:
      'RFC 6455 §4.1: no limit to the number of established WebSocket connections with a single remote host; Chromium allows 255: net/socket/client_socket_pool_manager.cc, g_max_sockets_per_group',
    apply: ({ browsers, tabs }) => {
      if (!browsers || tabs === 1) return [];
      return [
        {
          transport: 'websocket',
          weight: tabs <= webSocketsPerHost ? 'for' : 'against',
          statement: say`${count(tabs)} at once do not count among the ${count(connectionsPerHost)} connections for HTTP, and browsers allow hundreds of them`,
        },
      ];
    },
  },
  {
    id: 'websocket-over-http2',
    source: 'RFC 8441 §3: a WebSocket over HTTP/2 needs a server that sends SETTINGS_ENABLE_CONNECT_PROTOCOL',
    apply: ({ http }) =>
      http === '2'
        ? [
            {
              transport: 'websocket',
              weight: 'against',
              statement: say`it shares an HTTP/2 connection only if every hop speaks extended CONNECT, and otherwise opens one of HTTP/1.1 beside it`,
            },
          ]
        : [],
  },
];
