import { afterEach, describe, expect, it } from 'vitest';
import { unaccountedBytes } from '../../metrics/byte-split.js';
import type { PollGrid } from '../../schedule/poll-grid.js';
import { hostClock } from '../../system/clock.js';
import { envelopeBytes } from '../../wire/envelope.js';
import type { ConnectRequest, TransportContext, TransportName } from '../transport.js';
import { until } from './recording-handlers.js';
import {
  type ScriptedServer,
  startAnswersNothing,
  startClosesMidMessage,
  startResetsAfterHead,
  startResetsMidMessage,
  startSpeaksSsh,
  startSplitsEveryByte,
  startWrongContentType,
} from './scripted-server.js';
import { makePayload, type Opened, TransportRig } from './transport-rig.js';

/** A real server for the transport under test. */
export interface ContractServer {
  readonly url: string;
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
  startServer(options: ContractServerOptions): Promise<ContractServer>;
  /** What exactly surrounds one message on the stream; undefined where messages share their surroundings. */
  framingBytes?(payloadBytes: number, cursor: string): number;
}

/** Payload sizes around the edges of WebSocket's length encodings and of a socket's read buffer. */
const payloadSizes = [41, 125, 126, 1000, 65_535, 65_536, 70_000];

/**
 * What every transport owes the simulated client. Each test also checks the order of calls and that all bytes are
 * accounted for.
 */
export function describeTransportContract({ name, startServer, framingBytes }: ContractSubject): void {
  const stops: (() => Promise<void>)[] = [];
  const rigs: TransportRig[] = [];

  async function serve(options: ContractServerOptions = {}): Promise<ContractServer> {
    const server = await startServer(options);
    stops.push(() => server.stop());
    return server;
  }

  async function script(start: Promise<ScriptedServer>): Promise<ScriptedServer> {
    const server = await start;
    stops.push(() => server.stop());
    return server;
  }

  function rigTo(url: string, settings: Partial<TransportContext> = {}): TransportRig {
    const rig = new TransportRig(name, url, settings);
    rigs.push(rig);
    return rig;
  }

  async function subscribe(rig: TransportRig, cursor?: string): Promise<Opened> {
    const opened = rig.open(cursor);
    await until(() => opened.handlers.subscribed || opened.handlers.end !== undefined);
    expect(opened.handlers.end).toBeUndefined();
    return opened;
  }

  async function fail(url: string, request: Partial<ConnectRequest> = {}, timeoutUs = 5_000_000) {
    const { handlers } = rigTo(url, { connectTimeoutUs: timeoutUs }).open(undefined, request.localAddress);
    await until(() => handlers.end !== undefined);
    expect(handlers.subscribed).toBe(false);
    return handlers.end;
  }

  afterEach(async () => {
    for (const rig of rigs) await rig.finish();
    await Promise.all(stops.map((stop) => stop()));
    for (const rig of rigs) {
      expect(rig.violations).toEqual([]);
      expect(rig.opened.every(({ handlers }) => handlers.end !== undefined)).toBe(true);
      expect(unaccountedBytes(rig.context.bytes)).toBe(0);
    }
    rigs.length = 0;
    stops.length = 0;
  });

  describe(`${name} transport`, () => {
    it('subscribes, and calls nothing before connect has returned', async () => {
      const rig = rigTo((await serve()).url);
      const { handlers, connection } = rig.open();
      expect(handlers.subscribed).toBe(false);
      expect(connection.cursor).toBeUndefined();
      await until(() => handlers.subscribed);
      expect(connection.cursor).toMatch(/^[0-9a-z]+-0$/);
    });

    it('delivers messages of every size once, in order, and counts their bytes exactly', async () => {
      const server = await serve();
      const rig = rigTo(server.url);
      const { handlers, connection } = await subscribe(rig);
      const payloads = payloadSizes.map((size, sequence) => makePayload(sequence, size));
      for (const payload of payloads) server.publish(payload);
      await until(() => handlers.messages.length === payloads.length);
      expect(handlers.messages.map((message) => message.payloadBytes)).toEqual(payloadSizes);
      for (const [index, { head, replayed }] of handlers.messages.entries()) {
        expect(head.slice(0, envelopeBytes)).toBe(payloads[index]?.slice(0, envelopeBytes));
        expect(replayed).toBe(false);
      }
      expect(connection.cursor).toMatch(new RegExp(`-${payloads.length}$`));
      await rig.finish();
      expect(rig.context.bytes.payload).toBe(sum(payloadSizes));
      if (framingBytes === undefined) return;
      const cursor = connection.cursor ?? '';
      expect(rig.context.bytes.framing).toBe(sum(payloadSizes.map((size) => framingBytes(size, cursor))));
    });

    it('resumes with exactly what was missed, flagged as replayed', async () => {
      const server = await serve();
      const rig = rigTo(server.url);
      const first = await subscribe(rig);
      server.publish(makePayload(0, 50));
      await until(() => first.handlers.messages.length === 1);
      first.connection.close('reset');
      for (const sequence of [1, 2, 3]) server.publish(makePayload(sequence, 50));
      const second = await subscribe(rig, first.connection.cursor);
      await until(() => second.handlers.messages.length === 3);
      server.publish(makePayload(4, 50));
      await until(() => second.handlers.messages.length === 4);
      expect(second.handlers.replayFlags).toEqual([true, true, true, false]);
      expect(second.handlers.messages.map(({ head }) => Number(head.slice(13, 23)))).toEqual([1, 2, 3, 4]);
      await rig.finish();
      expect(rig.context.bytes.payload).toBe(250);
    });

    it('resumes with nothing when nothing was missed', async () => {
      const server = await serve();
      const rig = rigTo(server.url);
      server.publish(makePayload(0, 50));
      const first = await subscribe(rig);
      first.connection.close('close');
      const second = await subscribe(rig, first.connection.cursor);
      server.publish(makePayload(1, 50));
      await until(() => second.handlers.messages.length === 1);
      expect(second.handlers.replayFlags).toEqual([false]);
    });

    it('reports a port where nobody listens as refused, with no byte sent', async () => {
      const server = await serve();
      await server.stop();
      expect(await fail(server.url)).toEqual({ cause: 'refused', detail: 'ECONNREFUSED' });
      await rigs[0]?.finish();
      expect(rigs[0]?.context.bytes).toMatchObject({ received: 0, sent: 0 });
    });

    it('reports a full server as unavailable, with the time it asks to stay away', async () => {
      const server = await serve({ maxConnections: 1, retryUs: 7_000_000 });
      await subscribe(rigTo(server.url));
      const end = await fail(server.url);
      expect(end).toEqual({ cause: 'unavailable', detail: 'status 503', retryAfterUs: 7_000_000 });
    });

    it('reports a source address this machine does not have as resource', async () => {
      const { url } = await serve();
      // 192.0.2.0/24 is reserved for documentation (RFC 5737).
      expect(await fail(url, { localAddress: '192.0.2.1' })).toMatchObject({ cause: 'resource' });
    });

    it('connects from the source address it is given', async () => {
      const silent = await script(startAnswersNothing());
      rigTo(silent.url).open(undefined, '127.0.0.77');
      await until(() => silent.sockets.length === 1);
      expect(silent.sockets[0]?.remoteAddress).toBe('127.0.0.77');
    });

    it('gives up on a server that answers nothing, and closes the socket', async () => {
      const silent = await script(startAnswersNothing());
      expect(await fail(silent.url, {}, 60_000)).toMatchObject({ cause: 'timeout' });
      await until(() => silent.sockets.every((socket) => socket.closed));
    });

    it('reports a wrong content type as handshake', async () => {
      const server = await script(startWrongContentType());
      expect(await fail(server.url)).toMatchObject({ cause: 'handshake' });
    });

    it('reports a server of another protocol as handshake', async () => {
      const server = await script(startSpeaksSsh());
      expect(await fail(server.url)).toMatchObject({ cause: 'handshake' });
    });

    it('reports a RST as reset, and keeps its cursor', async () => {
      const server = await serve();
      const { handlers, connection } = await subscribe(rigTo(server.url));
      server.publish(makePayload(0, 70_000));
      await until(() => handlers.messages.length === 1);
      server.disconnect('reset');
      await until(() => handlers.end !== undefined);
      expect(handlers.end).toMatchObject({ cause: 'reset' });
      expect(connection.cursor).toMatch(/-1$/);
    });

    it('reports an orderly disconnect and a graceful stop as closed', async () => {
      const server = await serve();
      const rig = rigTo(server.url, { poll: createSparsePolls() });
      // A poll that meets the server's FIN on its way goes unanswered, and that is not an orderly end.
      const first = await subscribe(rig);
      await server.waitForClients(1);
      server.disconnect('close');
      await until(() => first.handlers.end !== undefined);
      const second = await subscribe(rig, first.connection.cursor);
      await server.waitForClients(1);
      await server.stop();
      await until(() => second.handlers.end !== undefined);
      expect(first.handlers.end).toMatchObject({ cause: 'closed' });
      expect(second.handlers.end).toMatchObject({ cause: 'closed' });
    });

    it.each(['close', 'reset'] as const)('tells a local %s at once and then falls silent', async (how) => {
      const server = await serve();
      const rig = rigTo(server.url);
      const { handlers, connection } = await subscribe(rig);
      connection.close(how);
      expect(handlers.end).toMatchObject({ cause: 'local', detail: how });
      connection.close('close');
      connection.close('reset');
      for (const sequence of [0, 1]) server.publish(makePayload(sequence, 50));
      await rig.transport.settle(2000);
      expect(handlers.messages).toEqual([]);
    });

    it.each(['close', 'reset'] as const)('can %s an attempt at any moment', async (how) => {
      const server = await serve();
      const rig = rigTo(server.url);
      for (let turns = 0; turns < 12; turns++) {
        const { handlers, connection } = rig.open();
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        connection.close(how);
        expect(handlers.end).toMatchObject({ cause: 'local', detail: how });
      }
      await rig.transport.settle(2000);
    });

    it('can be closed from within a message', async () => {
      const server = await serve();
      const rig = rigTo(server.url);
      const { handlers, connection } = await subscribe(rig);
      const take = handlers.onMessage.bind(handlers);
      handlers.onMessage = (...message) => {
        take(...message);
        connection.close('close');
      };
      for (const sequence of [0, 1, 2]) server.publish(makePayload(sequence, 50));
      await until(() => handlers.end !== undefined);
      await rig.transport.settle(2000);
      expect(handlers.messages.length).toBe(1);
    });

    it.each([
      ['resets-after-head', startResetsAfterHead],
      ['closes-mid-message', startClosesMidMessage],
      ['resets-mid-message', startResetsMidMessage],
    ])('reports a server that %s as reset', async (_name, start) => {
      const server = await serve();
      const proxy = await script(start(server.url));
      const { handlers } = rigTo(proxy.url).open();
      await until(() => handlers.subscribed || handlers.end !== undefined);
      server.publish(makePayload(0, 500));
      await until(() => handlers.end !== undefined);
      expect(handlers.end).toMatchObject({ cause: 'reset' });
      expect(handlers.messages).toEqual([]);
    });

    it('is indifferent to a server that splits every byte', async () => {
      const server = await serve();
      const proxy = await script(startSplitsEveryByte(server.url));
      const rig = rigTo(proxy.url);
      const { handlers } = await subscribe(rig);
      for (const sequence of [0, 1, 2]) server.publish(makePayload(sequence, 130));
      await until(() => handlers.messages.length === 3);
      expect(handlers.messages.map((message) => message.payloadBytes)).toEqual([130, 130, 130]);
      await rig.finish();
      expect(rig.context.bytes.payload).toBe(390);
    });

    it('serves fifty clients at once', async () => {
      const server = await serve();
      const rig = rigTo(server.url);
      const all = Array.from({ length: 50 }, () => rig.open());
      await until(() => all.every(({ handlers }) => handlers.subscribed));
      for (let sequence = 0; sequence < 20; sequence++) server.publish(makePayload(sequence, 200));
      await until(() => all.every(({ handlers }) => handlers.messages.length === 20));
      for (const { handlers } of all) {
        const sequences = handlers.messages.map(({ head }) => Number(head.slice(13, 23)));
        expect(sequences).toEqual(Array.from({ length: 20 }, (_, index) => index));
      }
      await rig.finish();
      expect(rig.context.bytes.payload).toBe(50 * 20 * 200);
    });

    it('settles at once without ended connections, and forces those that do not end', async () => {
      const silent = await script(startAnswersNothing());
      const rig = rigTo(silent.url);
      await rig.transport.settle(0);
      const { connection } = rig.open();
      await rig.transport.settle(0);
      await until(() => silent.sockets.length === 1);
      connection.close('close');
      await rig.transport.settle(0);
      expect(rig.context.bytes.received).toBe(0);
    });
  });
}

/** Short polls that do not fall due while a test runs. */
function createSparsePolls(): PollGrid {
  const periodUs = 60_000_000;
  return { periodUs, originUs: hostClock.nowUs(), phaseUs: () => periodUs / 2 };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
