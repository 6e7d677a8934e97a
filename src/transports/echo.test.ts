import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../servers/server.js';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { echoMarker, encodeEnvelope } from '../wire/envelope.js';
import { transportNames } from '../wire/transport-names.js';
import { RecordingHandlers, until } from './testing/recording-handlers.js';
import { TransportRig } from './testing/transport-rig.js';
import type { Connection, EchoHandlers, TransportName } from './transport.js';

/** Around the edges of WebSocket's length encodings and of a TLS record. */
const sizes = [41, 125, 126, 1000, 16_384, 40_000];

class RecordingEchoes implements EchoHandlers {
  readonly heads: string[] = [];
  readonly sizes: number[] = [];
  readonly refusals: number[] = [];
  uplinks = 0;

  onEcho(head: string, payloadBytes: number): void {
    this.heads.push(head.slice(0, 41));
    this.sizes.push(payloadBytes);
  }

  onUplink(open: boolean): void {
    this.uplinks += open ? 1 : -1;
  }

  onEchoRefused(status: number): void {
    this.refusals.push(status);
  }
}

interface Stage {
  readonly server: RunningServer;
  readonly rig: TransportRig;
  open(id: string): { echoes: RecordingEchoes; handlers: RecordingHandlers; connection: Connection };
}

const stops: (() => Promise<void>)[] = [];

async function setUp(transport: TransportName, tls: boolean): Promise<Stage> {
  const server = await startServer({ transport, tls });
  const rig = new TransportRig(transport, server.url, { certificate: server.certificate });
  const connections: Connection[] = [];
  stops.push(async () => {
    for (const connection of connections) connection.close('close');
    await rig.finish();
    await server.stop();
  });
  return {
    server,
    rig,
    open(id) {
      const echoes = new RecordingEchoes();
      const handlers = new RecordingHandlers();
      const echo = { id, uplinkAddress: undefined, handlers: echoes };
      const request = { client: 0, cursor: undefined, localAddress: undefined, echo };
      const connection = rig.transport.connect(request, handlers);
      connections.push(connection);
      return { echoes, handlers, connection };
    },
  };
}

function makeEcho(sequence: number, size = 64): string {
  return encodeEnvelope({ tag: '00c0ffee', sequence, dueUs: 7 }, size, echoMarker);
}

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const settings = transportNames.flatMap((name) => [[name, false] as const, [name, true] as const]);

describe.each(settings)('echoes on %s, TLS %s', (name, tls) => {
  it('come back to the sender alone, whole and in order, beside published messages', async () => {
    const { server, rig, open } = await setUp(name, tls);
    const [own, other] = [open('own'), open('other')];
    await until(() => own.handlers.subscribed && other.handlers.subscribed);
    const payloads = sizes.map((size, sequence) => makeEcho(sequence, size));
    for (const payload of payloads) expect(own.connection.send(payload)).toBe(true);
    await until(() => own.echoes.sizes.length === sizes.length);
    server.hub.publish(Buffer.from('news'));
    await until(() => own.handlers.messages.length === 1 && other.handlers.messages.length === 1);
    expect(own.echoes.sizes).toEqual(sizes);
    expect(own.echoes.heads).toEqual(payloads.map((payload) => payload.slice(0, 41)));
    expect(own.echoes.refusals).toEqual([]);
    expect(other.echoes.sizes).toEqual([]);
    // An echo does not move the cursor.
    expect(own.connection.cursor).toMatch(/-1$/);
    for (const { connection } of [own, other]) connection.close('close');
    await rig.finish();
    const { bytes } = rig.context;
    expect(unaccountedBytes(bytes)).toBe(0);
    expect(bytes.payload).toBe(2 * sizes.reduce((sum, size) => sum + size) + 2 * 'news'.length);
    expect(own.echoes.uplinks).toBe(0);
  });

  it('are not sent before the connection is subscribed, nor after it has ended', async () => {
    const { open } = await setUp(name, tls);
    const { connection, handlers, echoes } = open('own');
    expect(connection.send(makeEcho(0))).toBe(false);
    await until(() => handlers.subscribed);
    connection.close('close');
    expect(connection.send(makeEcho(1))).toBe(false);
    expect(echoes.sizes).toEqual([]);
  });
});
