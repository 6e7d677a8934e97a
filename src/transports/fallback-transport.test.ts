import { describe, expect, it } from 'vitest';
import type { TransportName } from '../wire/transport-names.js';
import { FallbackTransport } from './fallback-transport.js';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHandlers,
  ConnectRequest,
  Transport,
} from './transport.js';

/** A transport whose connections do what the test says. */
class ScriptedTransport implements Transport {
  readonly name: TransportName;
  readonly begun: { readonly request: ConnectRequest; readonly handlers: ConnectionHandlers }[] = [];
  readonly closed: string[] = [];
  settled = false;

  constructor(name: TransportName) {
    this.name = name;
  }

  connect(request: ConnectRequest, handlers: ConnectionHandlers): Connection {
    this.begun.push({ request, handlers });
    return {
      cursor: `${this.name}.1`,
      send: () => true,
      close: (how) => void this.closed.push(how),
      localEnd: undefined,
      vanish: () => undefined,
      bury: () => undefined,
    };
  }

  async settle(): Promise<void> {
    this.settled = true;
  }
}

function bench() {
  let nowUs = 0;
  const [websocket, sse, poll] = [
    new ScriptedTransport('websocket'),
    new ScriptedTransport('sse'),
    new ScriptedTransport('long-poll'),
  ];
  const fallback = new FallbackTransport([websocket, sse, poll], { nowUs: () => nowUs });
  const heard: string[] = [];
  const handlers: ConnectionHandlers = {
    onSubscribed: () => void heard.push('subscribed'),
    onMessage: (head) => void heard.push(head),
    onPollResponse: (us) => void heard.push(`response ${us}`),
    onPollsSkipped: (count) => void heard.push(`skipped ${count}`),
    onClosed: ({ cause }) => void heard.push(`closed ${cause}`),
  };
  const request = (client: number): ConnectRequest => ({
    client,
    cursor: undefined,
    localAddress: undefined,
  });
  const connect = (client = 0): Connection => fallback.connect(request(client), handlers);
  const pass = (us: number): void => {
    nowUs += us;
  };
  return { websocket, sse, poll, fallback, heard, connect, pass };
}

const refused: ConnectionEnd = { cause: 'handshake', detail: 'status 426' };

describe('falling back', () => {
  it('goes along the list at once, within the attempt, and counts what that took', () => {
    const { websocket, sse, poll, fallback, heard, connect, pass } = bench();
    const connection = connect();
    pass(3_000);
    websocket.begun[0]?.handlers.onClosed(refused);
    pass(5_000);
    sse.begun[0]?.handlers.onClosed(refused);
    poll.begun[0]?.handlers.onSubscribed();
    poll.begun[0]?.handlers.onMessage('hello', 5, false);
    expect(heard).toEqual(['subscribed', 'hello']);
    expect(connection.cursor).toBe('long-poll.1');
    expect(fallback.log.lost.summarise()).toMatchObject({ count: 2, min: 3_000, max: 5_000 });
    expect(fallback.log.countClients()).toEqual({ 'long-poll': 1 });
  });

  it('stays with what worked when it comes back', () => {
    const { websocket, sse, fallback, heard, connect } = bench();
    connect();
    websocket.begun[0]?.handlers.onClosed(refused);
    sse.begun[0]?.handlers.onSubscribed();
    sse.begun[0]?.handlers.onClosed({ cause: 'reset', detail: '' });
    connect();
    sse.begun[1]?.handlers.onSubscribed();
    expect(heard).toEqual(['subscribed', 'closed reset', 'subscribed']);
    expect(websocket.begun).toHaveLength(1);
    expect(fallback.log.lost.count).toBe(1);
  });

  it.each(['refused', 'reset', 'timeout', 'unavailable', 'local'] as const)(
    'leaves an attempt that ends with %s to the reconnect policy',
    (cause) => {
      const { websocket, sse, heard, connect } = bench();
      connect();
      websocket.begun[0]?.handlers.onClosed({ cause, detail: '' });
      expect(heard).toEqual([`closed ${cause}`]);
      expect(sse.begun).toHaveLength(0);
    },
  );

  it('fails at the end of the list', () => {
    const { websocket, sse, poll, heard, connect } = bench();
    connect();
    for (const transport of [websocket, sse, poll]) transport.begun[0]?.handlers.onClosed(refused);
    expect(heard).toEqual(['closed handshake']);
  });

  it('does not fall back from a transport on which it was subscribed', () => {
    const { websocket, sse, heard, connect } = bench();
    connect();
    websocket.begun[0]?.handlers.onSubscribed();
    websocket.begun[0]?.handlers.onClosed(refused);
    expect(heard).toEqual(['subscribed', 'closed handshake']);
    expect(sse.begun).toHaveLength(0);
  });

  it('keeps clients apart, and counts each once', () => {
    const { websocket, sse, fallback, connect } = bench();
    for (const client of [4, 5]) connect(client);
    websocket.begun[0]?.handlers.onClosed(refused);
    sse.begun[0]?.handlers.onSubscribed();
    websocket.begun[1]?.handlers.onSubscribed();
    expect(sse.begun[0]?.request.client).toBe(4);
    expect(fallback.log.countClients()).toEqual({ sse: 1, websocket: 1 });
  });

  it('closes the connection it is at, and settles all transports', async () => {
    const { websocket, sse, poll, fallback, connect } = bench();
    const connection = connect();
    websocket.begun[0]?.handlers.onClosed(refused);
    connection.close('reset');
    expect([websocket.closed, sse.closed]).toEqual([[], ['reset']]);
    await fallback.settle(10);
    expect([websocket, sse, poll].every(({ settled }) => settled)).toBe(true);
  });
});
