import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatCursor } from '../src/wire/cursor.js';
import { answerJson } from './http-answer.js';
import { receiveBody } from './receive-body.js';
import type { ServerContext } from './transport-server.js';

/**
 * `POST /publish`: the body becomes one message. The answer is sent once the history holds the message and it has
 * been written to every connected client's socket.
 */
export function receivePublish(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { hub, counters, flaws } = context;
  receiveBody(context, request, response, (payload) => {
    counters.published++;
    const id = (flaws ?? hub).publish(payload);
    answerJson(response, 200, { id, cursor: formatCursor(hub.epoch, id) });
  });
}
