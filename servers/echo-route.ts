import type { IncomingMessage, ServerResponse } from 'node:http';
import { echoClientPattern } from '../src/wire/protocol.js';
import { answerError, createUnavailable, RequestError } from './http-answer.js';
import { receiveBody } from './receive-body.js';
import type { ServerContext } from './transport-server.js';

/**
 * `POST /echo?client=NAME`: the body goes back to that one client, on its own stream or with its next poll.
 * 204 once it has been written there or waits for the poll.
 */
export function receiveEcho(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): void {
  const id = readEchoClient(query);
  if (id === undefined) throw new RequestError(400, 'name the client: /echo?client=NAME');
  const { flaws } = context;
  context.echoes.countUplink(request.socket);
  receiveBody(context, request, response, (payload) => {
    const subscriber = context.echoes.find(id);
    const give = (): boolean => subscriber?.giveEcho(payload) ?? false;
    if (subscriber === undefined) {
      context.counters.requestsFailed++;
      answerError(response, new RequestError(404, `no client ${id} is connected`));
    } else if (flaws === undefined ? give() : flaws.giveEcho(give)) {
      context.counters.echoed++;
      response.removeHeader('Connection');
      response.writeHead(204);
      response.end();
    } else {
      answerError(response, createUnavailable('too much waits for this client', context.options.retryUs));
    }
  });
}

/** Whether a client is to acknowledge what it is sent. */
export function wantsAcks(query: URLSearchParams): boolean {
  return query.get('acks') === '1';
}

/**
 * The name by which a client has its messages echoed.
 * @returns undefined for a client that does not
 * @throws RequestError 400 when it is no name
 */
export function readEchoClient(query: URLSearchParams): string | undefined {
  const id = query.get('client');
  if (id === null) return undefined;
  if (!echoClientPattern.test(id)) throw new RequestError(400, 'a client is named with 1 to 64 of [0-9a-z-]');
  return id;
}
