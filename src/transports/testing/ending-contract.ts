import { expect, it } from 'vitest';
import type { PollGrid } from '../../schedule/poll-grid.js';
import { hostClock } from '../../system/clock.js';
import type { ContractBench, ContractSubject } from './contract-bench.js';
import { until } from './recording-handlers.js';
import {
  startAnswersNothing,
  startClosesMidMessage,
  startResetsAfterHead,
  startResetsMidMessage,
  startSpeaksSsh,
  startWrongContentType,
} from './scripted-server.js';
import { makePayload } from './transport-rig.js';

/** Attempts that fail and connections that end: with which cause, and that nothing follows. */
export function describeEnding(bench: ContractBench, { variant }: ContractSubject): void {
  it('reports a port where nobody listens as refused, with no byte sent', async () => {
    const server = await bench.serve();
    await server.stop();
    expect(await bench.fail(server.url)).toEqual({ cause: 'refused', detail: 'ECONNREFUSED' });
    await bench.rigs[0]?.finish();
    expect(bench.rigs[0]?.context.bytes).toMatchObject({ received: 0, sent: 0 });
  });

  it('reports a full server as unavailable, with the time it asks to stay away', async () => {
    const server = await bench.serve({ maxConnections: 1, retryUs: 7_000_000 });
    await bench.subscribe(bench.rigTo(server.url));
    const end = await bench.fail(server.url);
    expect(end).toEqual({ cause: 'unavailable', detail: 'status 503', retryAfterUs: 7_000_000 });
  });

  it('reports a source address this machine does not have as resource', async () => {
    const { url } = await bench.serve();
    // 192.0.2.0/24 is reserved for documentation (RFC 5737).
    expect(await bench.fail(url, { localAddress: '192.0.2.1' })).toMatchObject({ cause: 'resource' });
  });

  it('connects from the source address it is given', async () => {
    const silent = await bench.script(startAnswersNothing());
    bench.rigTo(silent.url).open(undefined, '127.0.0.77');
    await until(() => silent.sockets.length === 1);
    expect(silent.sockets[0]?.remoteAddress).toBe('127.0.0.77');
  });

  it('gives up on a server that answers nothing, and closes the socket', async () => {
    const silent = await bench.script(startAnswersNothing());
    expect(await bench.fail(silent.url, {}, 60_000)).toMatchObject({ cause: 'timeout' });
    await until(() => silent.sockets.every((socket) => socket.closed));
  });

  it('reports a wrong content type as handshake', async () => {
    const server = await bench.script(startWrongContentType());
    expect(await bench.fail(server.url)).toMatchObject({ cause: 'handshake' });
  });

  it('reports a server of another protocol as handshake', async () => {
    const server = await bench.script(startSpeaksSsh());
    expect(await bench.fail(server.url)).toMatchObject({ cause: 'handshake' });
  });

  it('reports a RST as reset, and keeps its cursor', async () => {
    const server = await bench.serve();
    const { handlers, connection } = await bench.subscribe(bench.rigTo(server.url));
    server.publish(makePayload(0, 70_000));
    await until(() => handlers.messages.length === 1);
    server.disconnect('reset');
    await until(() => handlers.end !== undefined);
    expect(handlers.end).toMatchObject({ cause: 'reset' });
    expect(connection.cursor).toMatch(/-1$/);
  });

  it('reports an orderly disconnect and a graceful stop as closed', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url, { poll: createSparsePolls() });
    // A poll that meets the server's FIN on its way goes unanswered, and that is not an orderly end.
    const first = await bench.subscribe(rig);
    await server.waitForClients(1);
    server.disconnect('close');
    await until(() => first.handlers.end !== undefined);
    const second = await bench.subscribe(rig, first.connection.cursor);
    await server.waitForClients(1);
    await server.stop();
    await until(() => second.handlers.end !== undefined);
    expect(first.handlers.end).toMatchObject({ cause: 'closed' });
    expect(second.handlers.end).toMatchObject({ cause: 'closed' });
  });

  it('gives up a connection on which nothing is heard', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url, { poll: createSparsePolls(), staleAfterUs: 150_000 });
    const { handlers } = await bench.subscribe(rig);
    await until(() => handlers.end !== undefined);
    expect(handlers.end).toEqual({ cause: 'timeout', detail: 'nothing heard for 150000 us' });
  });

  it('vanishes without a word to anybody', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url, { poll: createSparsePolls() });
    const { handlers, connection } = await bench.subscribe(rig);
    await server.waitForClients(1);
    expect(connection.localEnd?.address).toMatch(/^127\./);
    const before = handlers.messages.length;
    connection.vanish();
    server.publish(makePayload(0, 300));
    server.disconnect('reset');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect({ end: handlers.end, messages: handlers.messages.length }).toEqual({
      end: undefined,
      messages: before,
    });
    connection.bury();
    // It never hears of its end.
    rig.opened.length = 0;
  });

  it.each(['close', 'reset'] as const)('tells a local %s at once and then falls silent', async (how) => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const { handlers, connection } = await bench.subscribe(rig);
    connection.close(how);
    expect(handlers.end).toMatchObject({ cause: 'local', detail: how });
    connection.close('close');
    connection.close('reset');
    for (const sequence of [0, 1]) server.publish(makePayload(sequence, 50));
    await rig.transport.settle(2000);
    expect(handlers.messages).toEqual([]);
  });

  it.each(['close', 'reset'] as const)('can %s an attempt at any moment', async (how) => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    for (let turns = 0; turns < 12; turns++) {
      const { handlers, connection } = rig.open();
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      connection.close(how);
      expect(handlers.end).toMatchObject({ cause: 'local', detail: how });
    }
    await rig.transport.settle(2000);
  });

  // These find the message in the bytes they pass on, which TLS and compression hide.
  const cuttingProxies: [string, typeof startResetsAfterHead][] = [
    ['resets-after-head', startResetsAfterHead],
    ['closes-mid-message', startClosesMidMessage],
    ['resets-mid-message', startResetsMidMessage],
  ];
  it.each(variant === '' ? cuttingProxies : [])('reports a server that %s as reset', async (_name, start) => {
    const server = await bench.serve();
    const proxy = await bench.script(start(server.url));
    const { handlers } = bench.rigTo(proxy.url).open();
    await until(() => handlers.subscribed || handlers.end !== undefined);
    server.publish(makePayload(0, 500));
    await until(() => handlers.end !== undefined);
    expect(handlers.end).toMatchObject({ cause: 'reset' });
    expect(handlers.messages).toEqual([]);
  });

  it('settles at once without ended connections, and forces those that do not end', async () => {
    const silent = await bench.script(startAnswersNothing());
    const rig = bench.rigTo(silent.url);
    await rig.transport.settle(0);
    const { connection } = rig.open();
    await rig.transport.settle(0);
    await until(() => silent.sockets.length === 1);
    connection.close('close');
    await rig.transport.settle(0);
    expect(rig.context.bytes.received).toBe(0);
  });
}

/** Short polls that do not fall due while a test runs. */
function createSparsePolls(): PollGrid {
  const periodUs = 60_000_000;
  return { periodUs, originUs: hostClock.nowUs(), phaseUs: () => periodUs / 2 };
}
