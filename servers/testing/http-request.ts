import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { RunningServer } from '../server.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request and its whole answer; a connection of its own unless an agent says otherwise. */
export function sendRequest(
  server: RunningServer,
  method: string,
  path: string,
  extra: { body?: string | Buffer; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { agent = false, headers = {} } = extra;
    const sent = request(
      { host: '127.0.0.1', port: server.port, method, path, agent, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(extra.body);
  });
}

/** A client that keeps one connection for all its requests, as a polling client does. */
export class PollingClient {
  readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(readonly server: RunningServer) {}

  get(path: string): Promise<HttpAnswer> {
    return sendRequest(this.server, 'GET', path, { agent: this.agent });
  }

  close(): void {
    this.agent.destroy();
  }
}
