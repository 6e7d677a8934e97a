import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatCursor } from '../src/wire/cursor.js';
import { answerError, answerJson, RequestError } from './http-answer.js';
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
  const { hub, counters, options, flaws } = context;
  const tooLarge = new RequestError(413, `a payload may have at most ${options.maxPayloadBytes} bytes`, {
    // The rest of the body is not worth reading.
    Connection: 'close',
  });
  if (Number(request.headers['content-length'] ?? 0) > options.maxPayloadBytes) throw tooLarge;

  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= options.maxPayloadBytes) chunks.push(chunk);
    else if (!response.headersSent) {
      counters.requestsFailed++;
      answerError(response, tooLarge);
    }
  });
  request.on('end', () => {
    if (bytes > options.maxPayloadBytes) return;
    counters.published++;
    // concat copies: a chunk is a slice of a 64 KiB read buffer, which the history would otherwise keep whole.
    const id = (flaws ?? hub).publish(Buffer.concat(chunks, bytes));
    answerJson(response, 200, { id, cursor: formatCursor(hub.epoch, id) });
  });
}
