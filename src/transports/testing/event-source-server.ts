import { eventStreamCases } from './event-stream-cases.js';
import { type HttpExchange, startScriptedHttp } from './scripted-http.js';
import type { ScriptedServer } from './scripted-server.js';

/** A server of event streams that misbehaves as the route says. */
export interface EventSourceServer extends ScriptedServer {
  /** Paths asked for so far, in order. */
  readonly paths: readonly string[];
  /** The value of a header field in each request so far, decoded as UTF-8; '' where it was absent. */
  listHeader(name: string): string[];
}

const streamHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const lastChunk = '0\r\n\r\n';
const notice = 'retry: 20\nevent: subscribed\ndata: {"cursor":"abc-0","head":"abc-0","gap":false}\n\n';

/** One after the other, what `/changes-its-ids` sends to a client that keeps coming back. */
export const changingIds = [
  'id: abc-1\ndata: sets an id\n\n',
  'data: sets none\n\n',
  'id: …é\ndata: sets one beyond Latin-1\n\n',
  'id: x\0\ndata: sets one with NUL\n\n',
  'id\ndata: takes it back\n\n',
  'data: has none\n\n',
] as const;

/** `Last-Event-ID` of the requests for those streams, and of one more. */
export const changingIdsAsked = ['', 'abc-1', 'abc-1', '…é', '…é', '', ''] as const;

type Route = (exchange: HttpExchange, argument: string, visit: number) => void;

/** By the path's beginning; what follows it is the argument. */
const routes: Readonly<Record<string, Route>> = {
  /** One message, then the end of the stream. */
  '/behaves': (exchange) => sendStream(exchange, `${notice}data: hello\n\n`),
  /** A blank page, for browsers to ask from. */
  '/page': (exchange) => send(exchange, 'HTTP/1.1 200 OK\r\nContent-Type: text/html', '<p></p>'),
  /** `/case/12`: that entry of the table, its pieces one by one. */
  '/case/': (exchange, number) => sendCase(exchange, Number(number)),
  /** `/status/404`: a well-formed stream under another status. */
  '/status/': (exchange, status) => {
    const body = status === '204' || status === '205' ? '' : `${notice}data: hello\n\n`;
    send(exchange, `HTTP/1.1 ${status} As asked\r\nContent-Type: text/event-stream`, body);
  },
  /** `/content-type/text%2Fplain`: a well-formed stream under that type, `/content-type/` without one. */
  '/content-type/': ({ socket }, type) => {
    const field = type === '' ? '' : `Content-Type: ${decodeURIComponent(type)}\r\n`;
    socket.write(`HTTP/1.1 200 OK\r\n${field}Connection: close\r\n\r\n${notice}data: hello\n\n`);
    socket.end();
  },
  /** `/redirects/307`: to a stream that behaves. */
  '/redirects/': (exchange, status) => redirect(exchange, status, '/behaves?from=redirect', 'moved'),
  '/redirects-relatively': (exchange) => redirect(exchange, '302', 'behaves#fragment'),
  /** `/redirects-times/20`: as often as that. */
  '/redirects-times/': (exchange, times) =>
    redirect(exchange, '302', times === '1' ? '/behaves' : `/redirects-times/${Number(times) - 1}`),
  '/redirects-without-location': (exchange) => send(exchange, 'HTTP/1.1 302 Found', 'where to?'),
  '/redirects-and-closes': (exchange) => redirect(exchange, '302', '/behaves', '', 'Connection: close\r\n'),
  '/redirects-nowhere': (exchange) => redirect(exchange, '302', 'http://'),
  /** To an address where nobody listens. */
  '/redirects-elsewhere': (exchange) => redirect(exchange, '302', 'http://127.0.0.2:9/behaves'),
  '/changes-its-ids': (exchange, _, visit) => {
    sendStream(exchange, notice + (changingIds[visit] ?? ''));
  },
};

/**
 * @param sseRoute what `/sse`, where Squall's clients go, stands for; a browser names its route itself
 */
export async function startEventSourceServer(sseRoute = '/behaves'): Promise<EventSourceServer> {
  const requests: { readonly path: string; readonly request: string }[] = [];
  const server = await startScriptedHttp((exchange) => {
    const { path, request } = exchange;
    const target = path === '/sse' ? sseRoute : path;
    const visit = requests.filter((earlier) => earlier.path === path).length;
    requests.push({ path, request });
    const start = Object.keys(routes).find((name) =>
      name.endsWith('/') ? target.startsWith(name) : target.split('?')[0] === name,
    );
    if (start === undefined) send(exchange, 'HTTP/1.1 404 Not Found', '');
    else routes[start]?.(exchange, target.slice(start.length), visit);
  });
  return {
    ...server,
    get paths() {
      return requests.map(({ path }) => path);
    },
    listHeader: (name) => requests.map(({ request }) => readHeader(request, name)),
  };
}

function readHeader(request: string, name: string): string {
  const value = new RegExp(`\r\n${name}: ([^\r]*)`, 'i').exec(request)?.[1] ?? '';
  return Buffer.from(value, 'latin1').toString();
}

function send({ socket }: HttpExchange, head: string, body: string): void {
  const length = head.includes(' 204 ') ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  socket.write(`${head}\r\n${length}\r\n${body}`);
}

function redirect(exchange: HttpExchange, status: string, location: string, body = '', more = ''): void {
  send(exchange, `HTTP/1.1 ${status} Elsewhere\r\n${more}Location: ${location}`, body);
  if (more !== '') exchange.socket.end();
}

function sendStream({ socket }: HttpExchange, body: string): void {
  socket.write(streamHead + chunk(Buffer.from(body)) + lastChunk, 'latin1');
}

function sendCase({ socket }: HttpExchange, number: number): void {
  const pieces = [...(eventStreamCases[number]?.pieces ?? [])];
  socket.write(streamHead);
  const next = (): void => {
    const piece = pieces.shift();
    if (piece === undefined) socket.write(lastChunk);
    else socket.write(piece.length === 0 ? '' : chunk(piece), 'latin1', () => setImmediate(next));
  };
  next();
}

function chunk(body: Buffer): string {
  return `${body.length.toString(16)}\r\n${body.toString('latin1')}\r\n`;
}
