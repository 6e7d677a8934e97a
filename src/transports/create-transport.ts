import { LongPollConnection } from './long-poll-connection.js';
import { ShortPollConnection } from './short-poll-connection.js';
import { type ConnectionClass, SimulatedTransport } from './simulated-transport.js';
import { SseConnection } from './sse-connection.js';
import type { Transport, TransportContext, TransportName } from './transport.js';
import { WebSocketConnection } from './websocket-connection.js';

const connectionClasses: Readonly<Record<TransportName, ConnectionClass>> = {
  websocket: WebSocketConnection,
  sse: SseConnection,
  'long-poll': LongPollConnection,
  'short-poll': ShortPollConnection,
};

/** The simulated clients' side of the transport `name`; its connections go to `context.url`. */
export function createTransport(name: TransportName, context: TransportContext): Transport {
  return new SimulatedTransport(name, context, connectionClasses[name]);
}
