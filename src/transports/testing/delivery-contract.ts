import { expect, it } from 'vitest';
import { envelopeBytes } from '../../wire/envelope.js';
import type { ContractBench, ContractSubject } from './contract-bench.js';
import { until } from './recording-handlers.js';
import { startSplitsEveryByte } from './scripted-server.js';
import { makePayload } from './transport-rig.js';

/** Payload sizes around the edges of WebSocket's length encodings and of a socket's read buffer. */
const payloadSizes = [41, 125, 126, 1000, 65_535, 65_536, 70_000];

/** Subscribing, resuming, and messages: which come, in which order, and what they cost. */
export function describeDelivery(bench: ContractBench, { variant, framingBytes }: ContractSubject): void {
  it('subscribes, and calls nothing before connect has returned', async () => {
    const rig = bench.rigTo((await bench.serve()).url);
    const { handlers, connection } = rig.open();
    expect(handlers.subscribed).toBe(false);
    expect(connection.cursor).toBeUndefined();
    await until(() => handlers.subscribed);
    expect(connection.cursor).toMatch(/^[0-9a-z]+-0$/);
  });

  it('delivers messages of every size once, in order, and counts their bytes exactly', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const { handlers, connection } = await bench.subscribe(rig);
    const payloads = payloadSizes.map((size, sequence) => makePayload(sequence, size));
    for (const [index, payload] of payloads.entries()) {
      server.publish(payload);
      // In one go they would share TLS records, and polls would share compressed answers.
      if (variant !== '') await until(() => handlers.messages.length > index);
    }
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
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const first = await bench.subscribe(rig);
    server.publish(makePayload(0, 50));
    await until(() => first.handlers.messages.length === 1);
    first.connection.close('reset');
    for (const sequence of [1, 2, 3]) server.publish(makePayload(sequence, 50));
    const second = await bench.subscribe(rig, first.connection.cursor);
    await until(() => second.handlers.messages.length === 3);
    server.publish(makePayload(4, 50));
    await until(() => second.handlers.messages.length === 4);
    expect(second.handlers.replayFlags).toEqual([true, true, true, false]);
    expect(second.handlers.messages.map(({ head }) => Number(head.slice(13, 23)))).toEqual([1, 2, 3, 4]);
    await rig.finish();
    expect(rig.context.bytes.payload).toBe(250);
  });

  it('resumes with nothing when nothing was missed', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    server.publish(makePayload(0, 50));
    const first = await bench.subscribe(rig);
    first.connection.close('close');
    const second = await bench.subscribe(rig, first.connection.cursor);
    server.publish(makePayload(1, 50));
    await until(() => second.handlers.messages.length === 1);
    expect(second.handlers.replayFlags).toEqual([false]);
  });

  it('can be closed from within a message', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
    const { handlers, connection } = await bench.subscribe(rig);
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

  it('is indifferent to a server that splits every byte', async () => {
    const server = await bench.serve();
    const proxy = await bench.script(startSplitsEveryByte(server.url));
    const rig = bench.rigTo(bench.through(proxy, server));
    const { handlers } = await bench.subscribe(rig);
    for (const sequence of [0, 1, 2]) server.publish(makePayload(sequence, 130));
    await until(() => handlers.messages.length === 3);
    expect(handlers.messages.map((message) => message.payloadBytes)).toEqual([130, 130, 130]);
    await rig.finish();
    expect(rig.context.bytes.payload).toBe(390);
  });

  it('serves fifty clients at once', async () => {
    const server = await bench.serve();
    const rig = bench.rigTo(server.url);
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
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
