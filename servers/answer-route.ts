import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseAnswerWish } from '../src/wire/tokens.js';
import { readEchoClient } from './echo-route.js';
import { RequestError } from './http-answer.js';
import { receiveBody } from './receive-body.js';
import type { ServerContext } from './transport-server.js';

/**
 * `POST /tokens?client=NAME&prompt=…`: the body is a prompt, the response the event stream of its answer. With
 * `Last-Event-ID` it goes on after that token.
 */
export function answerPrompt(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): void {
  const id = readEchoClient(query);
  if (id === undefined) throw new RequestError(400, 'name the client: /tokens?client=NAME');
  const wish = parseAnswerWish(query);
  if (wish === undefined) throw new RequestError(400, 'say prompt, tokens, rate, bytes and think');
  const lastToken = readLastToken(request.headers['last-event-id']);
  context.answers.countConnection(request.socket);
  receiveBody(context, request, response, () => {
    response.removeHeader('Connection');
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    // A client is to know at once that its prompt was taken, however long the first token takes.
    response.flushHeaders();
    context.answers.answer(id, wish, lastToken, response);
  });
}

/** `GET /tokens/ready`: 204, by which a client knows that somebody is there before it asks. */
export function answerReady(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  context.answers.countConnection(request.socket);
  response.removeHeader('Connection');
  response.writeHead(204);
  response.end();
}

/** @returns −1 without any */
function readLastToken(text: string | string[] | undefined): number {
  if (text === undefined || text === '') return -1;
  if (typeof text !== 'string' || !/^\d{1,5}$/.test(text))
    throw new RequestError(400, 'Last-Event-ID is a number');
  return Number(text);
}
