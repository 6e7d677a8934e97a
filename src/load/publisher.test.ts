import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { SequenceSet } from '../metrics/sequence-set.js';
import type { Schedule } from '../schedule/schedule.js';
import { hostClock } from '../system/clock.js';
import { until } from '../transports/testing/recording-handlers.js';
import { decodeEnvelope, type Envelope } from '../wire/envelope.js';
import { Publisher } from './publisher.js';

const tag = '0badcafe';
const servers: Server[] = [];
const publishers: Publisher[] = [];

afterEach(async () => {
  await Promise.all(publishers.splice(0).map((publisher) => publisher.stop()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (sequence: number, request: IncomingMessage, response: ServerResponse) => void;

const accept: Answer = (_sequence, _request, response) => void response.writeHead(204).end();

/** A server for published messages that notes, in order, which ones it was given. */
async function startServer(
  answer: Answer,
  port = 0,
): Promise<{ port: number; got: number[]; paths: string[] }> {
  const got: number[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.end();
    let body = '';
    request.setEncoding('latin1').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const envelope: Envelope = { tag: '', sequence: -1, dueUs: 0 };
      decodeEnvelope(body, tag, envelope);
      got.push(envelope.sequence);
      paths.push(request.url ?? '');
      answer(envelope.sequence, request, response);
    });
  });
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, got, paths };
}

function createPublisher(port: number): Publisher {
  const publisher = new Publisher({
    clock: hostClock,
    url: `http://127.0.0.1:${port}/publish`,
    localAddress: '127.255.255.254',
    tag,
    payloadBytes: 64,
  });
  publishers.push(publisher);
  publisher.enterPhase('steady');
  return publisher;
}

/** So many messages, all due at once. */
function dueNow(count: number): Schedule {
  let left = count;
  return { next: () => (left-- > 0 ? hostClock.nowUs() : undefined) };
}

function publish(publisher: Publisher, schedule: Schedule): Promise<void> {
  return new Promise((resolve) => publisher.start(schedule, resolve));
}

/** The log after the end, with the sets as texts; throws when they overlap or leave a message out. */
async function closeLog(publisher: Publisher) {
  await publisher.stop();
  const log = publisher.log.encode();
  const parts = [log.acknowledged, log.refused, log.unconfirmed].map((bounds) =>
    SequenceSet.fromBounds(bounds),
  );
  const all = new SequenceSet();
  for (const part of parts) all.addAll(part);
  expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(log.due);
  expect(all.size).toBe(log.due);
  const [acknowledged, refused, unconfirmed] = parts.map(String);
  return {
    due: log.due,
    sent: SequenceSet.fromBounds(log.sent).toString(),
    acknowledged,
    refused,
    unconfirmed,
  };
}

function countSendLags(publisher: Publisher, phase: string): number {
  const encoded = publisher.log.encode().sendLag[phase];
  return encoded === undefined ? 0 : LatencyHistogram.decode(encoded).count;
}

describe('to a server that answers', () => {
  it('publishes every message once and in order, over one connection', async () => {
    const sockets = new Set<unknown>();
    const server = await startServer((sequence, request, response) => {
      sockets.add(request.socket);
      accept(sequence, request, response);
    });
    const publisher = createPublisher(server.port);
    await publish(publisher, dueNow(300));
    await until(() => publisher.log.acknowledgedCount === 300);
    expect(server.got).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(new Set(server.paths)).toEqual(new Set(['/publish']));
    expect(sockets.size).toBe(1);
    expect(countSendLags(publisher, 'steady')).toBe(300);
    expect(await closeLog(publisher)).toEqual({
      due: 300,
      sent: '0-299',
      acknowledged: '0-299',
      refused: '',
      unconfirmed: '',
    });
  });

  it('does not wait for one answer before it sends the next message', async () => {
    const held: ServerResponse[] = [];
    const server = await startServer((_sequence, _request, response) => void held.push(response));
    const publisher = createPublisher(server.port);
    await publish(publisher, dueNow(20));
    // Node.js hands a pipelined request on before the one ahead of it is answered.
    await until(() => held.length === 20);
    expect(publisher.log.acknowledgedCount).toBe(0);
    for (const response of held) response.writeHead(204).end();
    await until(() => publisher.log.acknowledgedCount === 20);
  });

  it('counts every answer but 2xx as refused', async () => {
    const statuses = [204, 503, 200, 413, 204];
    const server = await startServer(
      (sequence, _request, response) => void response.writeHead(statuses[sequence] ?? 500).end(),
    );
    const publisher = createPublisher(server.port);
    await publish(publisher, dueNow(5));
    await until(() => publisher.log.acknowledgedCount === 3 && server.got.length === 5);
    expect(await closeLog(publisher)).toMatchObject({
      acknowledged: '0 2 4',
      refused: '1 3',
      unconfirmed: '',
    });
  });

  it('rehearses without publishing anything', async () => {
    const server = await startServer(accept);
    const publisher = createPublisher(server.port);
    await publisher.rehearse();
    await publish(publisher, dueNow(3));
    await until(() => publisher.log.acknowledgedCount === 3);
    expect(server.got).toEqual([0, 1, 2]);
    expect(await closeLog(publisher)).toMatchObject({ due: 3, acknowledged: '0-2' });
  });
});

describe('to a server that is not there', () => {
  it('counts messages as refused and goes on', async () => {
    const probe = createTcpServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const publisher = createPublisher(port);
    await publish(publisher, dueNow(5));
    await until(() => publisher.log.encode().refused.length > 0);
    await publish(publisher, dueNow(5));
    await until(() => SequenceSet.fromBounds(publisher.log.encode().refused).size === 10);
    expect(countSendLags(publisher, 'steady')).toBe(0);
    expect(await closeLog(publisher)).toEqual({
      due: 10,
      sent: '',
      acknowledged: '',
      refused: '0-9',
      unconfirmed: '',
    });
  });
});

describe('to a server that goes away in mid-flight', () => {
  it.each(['destroy', 'resetAndDestroy'] as const)(
    'leaves unanswered messages unconfirmed, sends none again, and goes on with the next number (%s)',
    async (end) => {
      const server = await startServer((sequence, request, response) => {
        if (sequence < 4) accept(sequence, request, response);
        else if (sequence === 9) request.socket[end]();
        else if (sequence > 9) accept(sequence, request, response);
      });
      const publisher = createPublisher(server.port);
      await publish(publisher, dueNow(4));
      await until(() => publisher.log.acknowledgedCount === 4);
      await publish(publisher, dueNow(6));
      await until(() => server.got.length === 10);
      // The loss reaches the publisher in its own time; what it sends before that is refused or unconfirmed.
      while (publisher.log.acknowledgedCount === 4) {
        await publish(publisher, dueNow(1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(new Set(server.got).size).toBe(server.got.length);
      expect(server.got.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const log = await closeLog(publisher);
      expect(log.acknowledged?.startsWith('0-3 ')).toBe(true);
      expect(log.unconfirmed?.startsWith('4-')).toBe(true);
      expect(SequenceSet.fromBounds(publisher.log.encode().unconfirmed).has(9)).toBe(true);
    },
  );

  it('settles what is under way when it is stopped', async () => {
    const server = await startServer(() => undefined);
    const publisher = createPublisher(server.port);
    await publish(publisher, dueNow(5));
    await until(() => server.got.length === 5);
    expect(await closeLog(publisher)).toEqual({
      due: 5,
      sent: '0-4',
      acknowledged: '',
      refused: '',
      unconfirmed: '0-4',
    });
  });
});

describe('on a schedule', () => {
  it('sends nothing after it was stopped', async () => {
    const server = await startServer(accept);
    const publisher = createPublisher(server.port);
    const far = hostClock.nowUs() + 3_600_000_000;
    let ended = false;
    const instants = [hostClock.nowUs(), far];
    publisher.start({ next: () => instants.shift() }, () => {
      ended = true;
    });
    await until(() => publisher.log.acknowledgedCount === 1);
    expect(await closeLog(publisher)).toMatchObject({ due: 1, acknowledged: '0' });
    expect(ended).toBe(false);
  });

  it('says at once that an empty schedule is over', async () => {
    const server = await startServer(accept);
    const publisher = createPublisher(server.port);
    await publish(publisher, dueNow(0));
    expect(await closeLog(publisher)).toMatchObject({ due: 0 });
  });

  it('stamps messages with their due instants and never sends one before it', async () => {
    const seen: number[] = [];
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('latin1').on('data', (text: string) => bodies.push(text));
      request.on('end', () => {
        seen.push(hostClock.nowUs());
        response.end();
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const publisher = createPublisher((server.address() as AddressInfo).port);
    const originUs = hostClock.nowUs() + 20_000;
    const instants = [originUs, originUs + 3_000, originUs + 6_000];
    const schedule = instants.values();
    await publish(publisher, { next: () => schedule.next().value });
    await until(() => seen.length === 3);
    const dues = bodies.map((body) => Number(body.slice(24, 40)));
    expect(dues).toEqual(instants);
    for (const [index, dueUs] of dues.entries()) expect(seen[index]).toBeGreaterThanOrEqual(dueUs);
  });
});
