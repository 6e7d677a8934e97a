import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatCursor } from '../src/wire/cursor.js';
import { answerJson, RequestError } from './http-answer.js';
import { receiveBody } from './receive-body.js';
import type { ServerContext } from './transport-server.js';

/**
 * `POST /publish`: the body becomes one message. The answer is sent once the history holds the message and it has
 * been written to every connected client's socket.
 * @throws RequestError 421 when the server only repeats what another one publishes
 */
export function receivePublish(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { hub, counters, flaws, options } = context;
  if (options.upstream !== undefined) throw new RequestError(421, `publish to ${options.upstream}`);
  receiveBody(context, request, response, (payload) => {
    counters.published++;
    const id = (flaws ?? hub).publish(payload);
    answerJson(response, 200, { id, cursor: formatCursor(hub.epoch, id) });
  });
}
