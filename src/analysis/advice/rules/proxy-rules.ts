import { say, us } from '../../report/phrase.js';
import type { Requirements } from '../requirements.js';
import type { Rule, RuleFinding } from './rule.js';

const streams = ['websocket', 'sse', 'long-poll'] as const;

/** What proxies do to connections that last. */
export const proxyRules: readonly Rule[] = [
  {
    id: 'upgrade-is-hop-by-hop',
    source:
      'RFC 9110 §7.6.1 and §7.8: Upgrade is hop-by-hop, and an intermediary removes what Connection names before it forwards',
    apply: ({ proxies }) =>
      proxies.includes('strips-upgrade')
        ? [
            {
              transport: 'websocket',
              weight: 'excludes',
              statement: say`a proxy that removes Upgrade lets no handshake through`,
            },
          ]
        : [],
  },
  {
    id: 'buffering-proxies',
    source:
      'RFC 6202 §3.2 "Network Intermediaries": a proxy may buffer the entire response; HTTP streaming does not work with such intermediaries',
    apply: ({ proxies }) =>
      proxies.includes('buffers-responses')
        ? [
            {
              transport: 'sse',
              weight: 'excludes',
              statement: say`a proxy that holds responses back until they end lets no event through`,
            },
          ]
        : [],
  },
  {
    id: 'nginx-upgrade',
    source: 'nginx documentation, "WebSocket proxying" (nginx.org/en/docs/http/websocket.html)',
    apply: ({ proxies }) =>
      proxies.includes('nginx')
        ? [
            {
              transport: 'websocket',
              weight: 'against',
              statement: say`nginx passes Upgrade and Connection on only when it is told to`,
            },
          ]
        : [],
  },
  {
    id: 'nginx-buffering',
    source:
      'nginx documentation, ngx_http_proxy_module: proxy_buffering is on by default, X-Accel-Buffering: no turns it off',
    apply: ({ proxies }) =>
      proxies.includes('nginx')
        ? [
            {
              transport: 'sse',
              weight: 'against',
              statement: say`nginx buffers responses unless it is told not to`,
            },
          ]
        : [],
  },
  idleRule('nginx', 60, 'nginx documentation, ngx_http_proxy_module: proxy_read_timeout, 60 s by default'),
  idleRule(
    'aws-alb',
    60,
    'AWS, Application Load Balancers, "Edit attributes": connection idle timeout, 60 s by default',
  ),
  idleRule('cloudflare', 100, 'Cloudflare Fundamentals, "Connection limits": Proxy Read Timeout, 100 s'),
  {
    id: 'idle-timeout',
    source:
      'WHATWG HTML §9.2.7: a comment line every 15 seconds or so against proxies that drop idle connections; RFC 6455 §5.5.2: Ping as keep-alive',
    apply: ({ idleTimeout }) =>
      idleTimeout === undefined
        ? []
        : [
            ...(['websocket', 'sse'] as const).map((transport) => ({
              transport,
              weight: 'against' as const,
              statement: say`it needs a heartbeat under the idle timeout of ${us(idleTimeout)}`,
            })),
            {
              transport: 'long-poll' as const,
              weight: 'against' as const,
              statement: say`polls have to be answered, empty if need be, within the idle timeout of ${us(idleTimeout)}`,
            },
          ],
  },
];

/** A proxy's default timeout, where the requirements don't state their own: all that lasts has to send something meanwhile. */
function idleRule(proxy: Requirements['proxies'][number], seconds: number, source: string): Rule {
  return {
    id: `${proxy}-idle-timeout`,
    source,
    apply: ({ proxies, idleTimeout }): RuleFinding[] =>
      proxies.includes(proxy) && idleTimeout === undefined
        ? streams.map((transport) => ({
            transport,
            weight: 'against',
            statement: say`without a message or heartbeat for ${us(seconds * 1e6)} its connection is ended`,
          }))
        : [],
  };
}
