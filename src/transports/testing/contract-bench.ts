import { expect } from 'vitest';
import { unaccountedBytes } from '../../metrics/byte-split.js';
import type {
  ConnectionEnd,
  ConnectRequest,
  DescribedServer,
  TransportContext,
  TransportName,
} from '../transport.js';
import { until } from './recording-handlers.js';
import type { ScriptedServer } from './scripted-server.js';
import { type Opened, TransportRig } from './transport-rig.js';

/** A real server for the transport under test. */
export interface ContractServer {
  readonly url: string;
  /** PEM to trust, under TLS. */
  readonly certificate: string | undefined;
  publish(payload: string): void;
  /** Waits until this many clients are subscribed and, with long polling, each has a poll waiting here. */
  waitForClients(count: number): Promise<void>;
  /** Ends every client connection from the server's side. */
  disconnect(how: 'close' | 'reset'): void;
  stop(): Promise<void>;
}

export interface ContractServerOptions {
  readonly maxConnections?: number;
  readonly retryUs?: number;
}

export interface ContractSubject {
  readonly name: TransportName;
  /** What is special about the server, for the suite's title; empty: nothing. */
  readonly variant: string;
  /** Whether clients offer compression. */
  readonly compression: boolean;
  /** How the server at this address is described to a transport that does not know its protocol. */
  describe?(url: string): DescribedServer;
  startServer(options: ContractServerOptions): Promise<ContractServer>;
  /** What exactly surrounds one message on the stream; undefined where messages share their surroundings. */
  framingBytes?(payloadBytes: number, cursor: string): number;
}

/** Servers and clients of one test of the contract; `clear` ends them and checks what holds for every test. */
export class ContractBench {
  readonly rigs: TransportRig[] = [];
  readonly #subject: ContractSubject;
  #certificate: string | undefined;
  readonly #stops: (() => Promise<void>)[] = [];

  constructor(subject: ContractSubject) {
    this.#subject = subject;
  }

  async serve(options: ContractServerOptions = {}): Promise<ContractServer> {
    const server = await this.#subject.startServer(options);
    this.#certificate = server.certificate;
    this.#stops.push(() => server.stop());
    return server;
  }

  async script(start: Promise<ScriptedServer>): Promise<ScriptedServer> {
    const server = await start;
    this.#stops.push(() => server.stop());
    return server;
  }

  rigTo(url: string, settings: Partial<TransportContext> = {}): TransportRig {
    const { name, compression } = this.#subject;
    const described = this.#subject.describe?.(url);
    const rig = new TransportRig(name, url, {
      certificate: this.#certificate,
      compression,
      described,
      ...settings,
    });
    this.rigs.push(rig);
    return rig;
  }

  /** Address of a proxy before the server, in the server's scheme. */
  through(proxy: ScriptedServer, server: ContractServer): string {
    return proxy.url.replace(/^http:/, new URL(server.url).protocol);
  }

  async subscribe(rig: TransportRig, cursor?: string): Promise<Opened> {
    const opened = rig.open(cursor);
    await until(() => opened.handlers.subscribed || opened.handlers.end !== undefined);
    expect(opened.handlers.end).toBeUndefined();
    return opened;
  }

  /** How an attempt ends that must not succeed. */
  async fail(
    url: string,
    request: Partial<ConnectRequest> = {},
    timeoutUs = 5_000_000,
  ): Promise<ConnectionEnd | undefined> {
    const { handlers } = this.rigTo(url, { connectTimeoutUs: timeoutUs }).open(
      undefined,
      request.localAddress,
    );
    await until(() => handlers.end !== undefined);
    expect(handlers.subscribed).toBe(false);
    return handlers.end;
  }

  async clear(): Promise<void> {
    for (const rig of this.rigs) await rig.finish();
    await Promise.all(this.#stops.map((stop) => stop()));
    for (const rig of this.rigs) {
      expect(rig.violations).toEqual([]);
      expect(rig.opened.every(({ handlers }) => handlers.end !== undefined)).toBe(true);
      expect(unaccountedBytes(rig.context.bytes)).toBe(0);
    }
    this.rigs.length = 0;
    this.#stops.length = 0;
  }
}
