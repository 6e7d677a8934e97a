import type { IncomingMessage, ServerResponse } from 'node:http';
import { roomPattern } from '../src/wire/chat.js';
import { readEchoClient } from './echo-route.js';
import { answerError, RequestError } from './http-answer.js';
import { receiveBody } from './receive-body.js';
import type { ServerContext } from './transport-server.js';

/** `POST /chat?client=NAME`: the body goes to all others in the room of that client. 204 once it has been given to them. */
export function receiveChat(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): void {
  const id = readEchoClient(query);
  if (id === undefined) throw new RequestError(400, 'name the client: /chat?client=NAME');
  context.echoes.countUplink(request.socket);
  receiveBody(context, request, response, (payload) => {
    if (context.rooms.say(id, payload)) {
      response.removeHeader('Connection');
      response.writeHead(204);
      response.end();
      return;
    }
    context.counters.requestsFailed++;
    answerError(response, new RequestError(404, `no client ${id} is in a room`));
  });
}

/**
 * The room that a client wants to be in.
 * @returns undefined for a client that is in none
 * @throws RequestError 400 when it is no name
 */
export function readRoom(query: URLSearchParams): string | undefined {
  const room = query.get('room');
  if (room === null) return undefined;
  if (!roomPattern.test(room)) throw new RequestError(400, 'a room is named with 1 to 64 of [0-9a-z-]');
  return room;
}
