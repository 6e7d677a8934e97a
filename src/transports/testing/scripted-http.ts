import type { Socket } from 'node:net';
import { type ScriptedServer, startScriptedServer } from './scripted-server.js';

export interface HttpExchange {
  readonly path: string;
  /** The request as it came in. */
  readonly request: string;
  readonly socket: Socket;
}

/** Answers requests by hand: what `onRequest` writes to the socket is all the client gets. */
export function startScriptedHttp(onRequest: (exchange: HttpExchange) => void): Promise<ScriptedServer> {
  return startScriptedServer((socket) => {
    let buffered = '';
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1');
      for (let end = buffered.indexOf('\r\n\r\n'); end !== -1; end = buffered.indexOf('\r\n\r\n')) {
        const request = buffered.slice(0, end + 4);
        buffered = buffered.slice(end + 4);
        onRequest({ path: request.split(' ')[1] ?? '', request, socket });
      }
    });
  });
}
