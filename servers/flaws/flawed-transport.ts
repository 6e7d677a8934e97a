import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { formatCursor, parseCursor } from '../../src/wire/cursor.js';
import { paths } from '../../src/wire/protocol.js';
import type { ServedConnection, TransportServer } from '../transport-server.js';
import type { FlawSet } from './flaw-set.js';

const page = '<!doctype html><title>Welcome</title>';
const pageHeaders = {
  'Content-Type': 'text/html',
  'Content-Length': String(page.length),
  Connection: 'close',
};

/** Stands before a transport's server and lets flaws meet its clients first. */
export class FlawedTransport implements TransportServer {
  readonly handleUpgrade?: NonNullable<TransportServer['handleUpgrade']>;
  readonly #inner: TransportServer;
  readonly #flaws: FlawSet;
  readonly #ignored = new Set<Socket>();

  constructor(inner: TransportServer, flaws: FlawSet) {
    this.#inner = inner;
    this.#flaws = flaws;
    if (inner.handleUpgrade !== undefined) this.handleUpgrade = (...given) => this.#upgrade(...given);
  }

  get path(): string {
    return this.#inner.path;
  }

  get connections(): number {
    return this.#inner.connections;
  }

  listConnections(): ServedConnection[] {
    return this.#inner.listConnections();
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const connection = this.#flaws.meetConnection(request.socket);
    switch (this.#flaws.treatRequest(connection)) {
      case 'served':
        this.#replaceCursor(request, query);
        this.#addHeader(response);
        this.#inner.handleRequest(request, response, query);
        break;
      case 'mislabelled':
        response.writeHead(200, pageHeaders).end(page);
        break;
      case 'ignored':
        break;
    }
  }

  dispose(): void {
    for (const socket of this.#ignored) socket.destroy();
    this.#inner.dispose();
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer, query: URLSearchParams): void {
    const connection = this.#flaws.meetConnection(socket);
    switch (this.#flaws.treatRequest(connection)) {
      case 'served':
        this.#replaceCursor(request, query);
        this.#addHeaderToUpgrade(socket);
        this.#inner.handleUpgrade?.(request, socket, head, query);
        break;
      case 'mislabelled': {
        const lines = Object.entries(pageHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
        this.#adopt(socket);
        socket.write(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n${page}`);
        socket.destroySoon();
        break;
      }
      case 'ignored':
        this.#adopt(socket);
        break;
    }
  }

  #addHeader(response: ServerResponse): void {
    const header = this.#flaws.extraHeader;
    if (header !== undefined) response.setHeader(...header);
  }

  /** The first write of an upgraded socket has the head of the answer; whoever writes it offers no place for one more line. */
  #addHeaderToUpgrade(socket: Socket): void {
    const header = this.#flaws.extraHeader;
    if (header === undefined) return;
    const write = socket.write.bind(socket);
    socket.write = (data: Buffer | string) => {
      Reflect.deleteProperty(socket, 'write');
      const head = data.toString('latin1');
      return write(head.replace('\r\n\r\n', `\r\n${header.join(': ')}\r\n\r\n`), 'latin1');
    };
  }

  /** After an upgrade the HTTP server knows nothing more of the socket. */
  #adopt(socket: Socket): void {
    this.#ignored.add(socket);
    socket.once('close', () => this.#ignored.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.resume();
  }

  /** Every poll brings a cursor; only one that resumes, `wait=0`, is a client coming back. */
  #replaceCursor({ headers }: IncomingMessage, query: URLSearchParams): void {
    const isPoll = this.path === paths['long-poll'] || this.path === paths['short-poll'];
    if (isPoll && query.get('wait') !== '0') return;
    const text = headers['last-event-id'] || query.get('lastEventId') || query.get('cursor');
    const cursor = parseCursor(String(text));
    if (cursor === undefined) return;
    const replaced = this.#flaws.replaceCursor(cursor);
    delete headers['last-event-id'];
    query.delete('lastEventId');
    if (replaced === undefined) query.delete('cursor');
    else query.set('cursor', formatCursor(replaced.epoch, replaced.id));
  }
}
