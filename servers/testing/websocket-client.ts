import { WebSocket } from 'ws';
import type { SubscribedNotice } from '../../src/wire/protocol.js';
import type { RunningServer } from '../server.js';
import { until } from './test-server.js';

/** A WebSocket client that keeps whatever comes, in order: notices as objects, messages as text. */
export class WebSocketTestClient {
  readonly received: (SubscribedNotice | string)[] = [];
  readonly ws: WebSocket;
  closeCode: number | undefined;
  pings = 0;

  constructor(server: RunningServer, cursor?: string, options: { autoPong?: boolean } = {}) {
    const query = cursor === undefined ? '' : `?cursor=${cursor}`;
    this.ws = new WebSocket(`ws://127.0.0.1:${server.port}/ws${query}`, {
      autoPong: options.autoPong ?? true,
      perMessageDeflate: false,
    });
    this.ws.on('message', (data: Buffer, isBinary) => {
      const text = data.toString('utf8');
      this.received.push(isBinary ? text : (JSON.parse(text) as SubscribedNotice));
    });
    this.ws.on('ping', () => this.pings++);
    this.ws.on('error', () => {});
    this.ws.on('close', (code) => {
      this.closeCode = code;
    });
  }

  /** Waits for this many notices and messages. */
  async waitFor(count: number): Promise<void> {
    await until(() => this.received.length >= count || this.closeCode !== undefined);
  }

  async waitForClose(): Promise<number> {
    await until(() => this.closeCode !== undefined);
    return this.closeCode as number;
  }
}
