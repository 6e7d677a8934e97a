import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError, RequestError } from './http-answer.js';
import type { ServerContext } from './transport-server.js';

/**
 * Reads a request's body, which is a message's payload.
 * @param onBody called once all of it is there; what it throws of `RequestError` is answered
 * @throws RequestError 413 when the request announces more than the server takes; more than that is answered 413 as well
 */
export function receiveBody(
  { counters, options }: Pick<ServerContext, 'counters' | 'options'>,
  request: IncomingMessage,
  response: ServerResponse,
  onBody: (payload: Buffer) => void,
): void {
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
    // concat copies: a chunk is a slice of a 64 KiB read buffer, which whoever keeps the payload would keep whole.
    onBody(Buffer.concat(chunks, bytes));
  });
}
