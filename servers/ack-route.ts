import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseAcknowledgement } from '../src/wire/acknowledgement.js';
import { readEchoClient } from './echo-route.js';
import { answerError, RequestError } from './http-answer.js';
import { receiveBody } from './receive-body.js';
import type { ServerContext } from './transport-server.js';

/** `POST /ack?client=NAME`: what a client that gets its messages on a stream says of them. 204 once it is noted. */
export function receiveAcknowledgement(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): void {
  const id = readEchoClient(query);
  if (id === undefined) throw new RequestError(400, 'name the client: /ack?client=NAME');
  context.echoes.countUplink(request.socket);
  receiveBody(context, request, response, (body) => {
    const error = takeAcknowledgement(context, id, body.toString('latin1'));
    if (error === undefined) {
      response.removeHeader('Connection');
      response.writeHead(204);
      response.end();
      return;
    }
    context.counters.requestsFailed++;
    answerError(response, error);
  });
}

/**
 * Notes what a client acknowledges. One of another life of the history is about nothing here and changes nothing.
 * @returns why it cannot be noted; undefined when it was
 */
export function takeAcknowledgement(
  { acks, hub }: Pick<ServerContext, 'acks' | 'hub'>,
  id: string,
  text: string,
): RequestError | undefined {
  const acknowledgement = parseAcknowledgement(text);
  if (acknowledgement === undefined) return new RequestError(400, 'say `up-to CURSOR` or `one CURSOR`');
  if (acknowledgement.cursor.epoch !== hub.epoch) return undefined;
  return acks.acknowledge(id, acknowledgement)
    ? undefined
    : new RequestError(404, `no client ${id} has to acknowledge anything`);
}
