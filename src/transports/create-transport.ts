import { DescribedLongPollConnection, DescribedShortPollConnection } from './described-poll-connection.js';
import { DescribedSseConnection } from './described-sse-connection.js';
import { DescribedWebSocketConnection } from './described-websocket-connection.js';
import { LongPollConnection } from './long-poll-connection.js';
import { PromptConnection } from './prompt-connection.js';
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

const describedClasses: Readonly<Record<TransportName, ConnectionClass>> = {
  websocket: DescribedWebSocketConnection,
  sse: DescribedSseConnection,
  'long-poll': DescribedLongPollConnection,
  'short-poll': DescribedShortPollConnection,
};

/**
 * The simulated clients' side of the transport `name`; its connections go to `context.url`, and speak as
 * `context.described` says or else the protocol of the reference server.
 */
export function createTransport(name: TransportName, context: TransportContext): Transport {
  const classes = context.described === undefined ? connectionClasses : describedClasses;
  return new SimulatedTransport(
    name,
    context,
    context.asksForAnswers === true ? PromptConnection : classes[name],
  );
}
