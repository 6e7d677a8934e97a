import { afterEach, describe, expect, it } from 'vitest';
import { hostClock } from '../system/clock.js';
import { canaryTagOf, encodeEnvelope } from '../wire/envelope.js';
import { paths } from '../wire/protocol.js';
import { ContractBench, type ContractSubject } from './testing/contract-bench.js';
import { describeEnding } from './testing/ending-contract.js';
import { until } from './testing/recording-handlers.js';
import { referenceServersOf } from './testing/reference-server.js';
import { startSplitsEveryByte } from './testing/scripted-server.js';
import { recordOverheadBytes } from './tls-records.js';
import type { TransportName } from './transport.js';

const tag = '0badcafe';
const canaryTag = canaryTagOf(tag);
const payloadBytes = 200;

/** The reference server as somebody would describe it who had never heard of its protocol. */
function strangerOf(name: TransportName, at = 0): ContractSubject {
  const subject = referenceServersOf(name)[at];
  if (subject === undefined) throw new Error('no such server');
  return {
    ...subject,
    describe: (url) => ({
      url: `${name === 'websocket' ? url.replace('http', 'ws') : url}${paths[name]}`,
      headers: {},
      subprotocol: undefined,
      send: undefined,
      cursor: name.endsWith('poll') ? [{ from: 'text "cursor":"([^"]+)"', to: 'query cursor' }] : [],
      encoding: 'plain',
      tag,
      canaryTag,
      payloadBytes,
    }),
  };
}

function makeMessage(sequence: number, of = tag): string {
  return encodeEnvelope({ tag: of, sequence, dueUs: hostClock.nowUs() }, payloadBytes);
}

describe('a described event stream', () => {
  const subject = strangerOf('sse');
  const bench = new ContractBench(subject);
  afterEach(() => bench.clear());
  describeEnding(bench, subject);
});

describe.each(
  (['websocket', 'sse', 'long-poll', 'short-poll'] as const).flatMap((name) =>
    // Bare, with compression, under TLS, with both; the clients of a target offer no compression.
    [0, 2].map((at) => ({ name, at, variant: strangerOf(name, at).variant })),
  ),
)('a described $name ($variant)', ({ name, at }) => {
  const bench = new ContractBench(strangerOf(name, at));
  afterEach(() => bench.clear());

  it('finds messages whatever they are wrapped in and however they are cut', async () => {
    const server = await bench.serve();
    // Under TLS a proxy could cut records only, which is not for the finder to notice.
    const isBare = server.url.startsWith('http:');
    const { url } = isBare ? await bench.script(startSplitsEveryByte(server.url)) : server;
    const rig = bench.rigTo(url);
    const { handlers } = await bench.subscribe(rig);
    const messages = [0, 1, 2].map((sequence) => makeMessage(sequence));
    for (const message of messages) server.publish(message);
    await until(() => handlers.messages.length === 3);
    expect(handlers.messages).toEqual(
      messages.map((message) => ({ head: message.slice(0, 41), payloadBytes, replayed: false })),
    );
    await rig.finish();
    expect(rig.context.bytes.payload).toBe(3 * payloadBytes);
  });

  it('counts canaries as set-up, and hands them on', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const { handlers } = await bench.subscribe(rig);
    server.publish(makeMessage(0, canaryTag));
    await until(() => handlers.messages.length === 1);
    await rig.finish();
    // The frame meter does not know of a record what its frames hold: on WebSocket records are framing.
    const records = name === 'websocket' && at === 2 ? 2 : 0;
    expect(rig.context.bytes).toMatchObject({ payload: 0, framing: records * recordOverheadBytes });
    expect(rig.context.bytes.setup).toBeGreaterThan(payloadBytes);
  });

  it('counts several in one wrapping, each as payload', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const { handlers } = await bench.subscribe(rig);
    server.publish(`${makeMessage(0)},${makeMessage(1)};${makeMessage(7, canaryTag)}`);
    await until(() => handlers.messages.length === 3);
    await rig.finish();
    expect(rig.context.bytes.payload).toBe(2 * payloadBytes);
  });
});

describe.each(['sse', 'long-poll', 'short-poll'] as const)('a described %s that comes back', (name) => {
  const bench = new ContractBench(strangerOf(name));
  afterEach(() => bench.clear());

  it('gets what it missed, which is replay, and then what is new', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const first = await bench.subscribe(rig);
    server.publish(makeMessage(0));
    await until(() => first.handlers.messages.length === 1);
    first.connection.close('reset');
    for (const sequence of [1, 2, 3]) server.publish(makeMessage(sequence));
    const second = await bench.subscribe(rig, first.connection.cursor);
    await until(() => second.handlers.messages.length === 3);
    server.publish(makeMessage(4));
    await until(() => second.handlers.messages.length === 4);
    expect(second.handlers.replayFlags).toEqual([true, true, true, false]);
    expect(second.handlers.messages.map(({ head }) => Number(head.slice(13, 23)))).toEqual([1, 2, 3, 4]);
  });
});

describe('a described WebSocket', () => {
  const subject = strangerOf('websocket');
  const bench = new ContractBench(subject);
  afterEach(() => bench.clear());

  it('accounts for its first message', async () => {
    const server = await bench.serve();
    const described = subject.describe?.(server.url);
    if (described === undefined) throw new Error('not described');
    const rig = bench.rigTo(server.url, { described: { ...described, send: '{"after":"{{cursor}}"}' } });
    await bench.subscribe(rig);
    await rig.finish();
    const silent = bench.rigTo(server.url);
    await bench.subscribe(silent);
    await silent.finish();
    // Header of 2, mask of 4 and the text, without a cursor in it (RFC 6455 §5.2).
    expect(rig.context.bytes.setup - silent.context.bytes.setup).toBe(6 + '{"after":""}'.length);
  });
});
