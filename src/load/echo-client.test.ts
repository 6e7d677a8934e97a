import { beforeEach, describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { echoOffsetUs, echoPhaseUs } from '../schedule/echo-grid.js';
import { ManualClock } from '../transports/testing/manual-clock.js';
import { echoMarker, encodeEnvelope } from '../wire/envelope.js';
import { EchoClient, type EchoSurroundings } from './echo-client.js';
import { EchoRecorder } from './echo-recorder.js';

const tag = '00c0ffee';
const originUs = 1_000_000;

let clock: ManualClock;
let recorder: EchoRecorder;
let client: EchoClient;
let sent: string[];

const connection = {
  cursor: undefined,
  localEnd: undefined,
  vanish: () => undefined,
  bury: () => undefined,
  close: () => undefined,
  send: (payload: string) => sent.push(payload) > 0,
};

function dueUsOf(sequence: number): number {
  return originUs + echoPhaseUs(1, 10, 3) + echoOffsetUs(10, sequence);
}

function summarise(name: string) {
  const encoded = recorder.encodeHistograms()[name];
  return encoded && LatencyHistogram.decode(encoded).summarise();
}

beforeEach(() => {
  clock = new ManualClock();
  recorder = new EchoRecorder();
  sent = [];
  const around: EchoSurroundings = {
    clock,
    recorder,
    tag,
    seed: 1,
    ratePerSecond: 10,
    payloadBytes: 64,
    uplinkAddressOf: () => undefined,
    originUs,
    measureFromUs: dueUsOf(2),
  };
  client = new EchoClient(3, around);
});

function sendAt(sequence: number, lateUs: number): void {
  clock.advanceTo(dueUsOf(sequence) + lateUs);
  client.send(sequence, dueUsOf(sequence), connection);
}

describe('EchoClient', () => {
  it('times a round trip from the due instant, and the lag of the send apart', () => {
    recorder.enterPhase('steady');
    sendAt(2, 40);
    clock.advanceTo(dueUsOf(2) + 700);
    client.onEcho(sent[0] ?? '');
    expect(summarise('echo.steady')).toMatchObject({ count: 1, min: 700, max: 700 });
    expect(summarise('echoLag.steady')).toMatchObject({ count: 1, min: 40, max: 40 });
  });

  it('keeps the warm-up out of the measured phases', () => {
    recorder.enterPhase('warm-up');
    sendAt(1, 0);
    recorder.enterPhase('steady');
    client.onEcho(sent[0] ?? '');
    expect(summarise('echo.warm-up')?.count).toBe(1);
    expect(summarise('echo.steady')).toBeUndefined();
  });

  it('keeps a ledger: sent = returned + lost, duplicates and order apart', () => {
    for (const sequence of [0, 1, 2, 3]) sendAt(sequence, 0);
    clock.advanceTo(dueUsOf(4));
    client.send(4, dueUsOf(4), undefined);
    const [first = '', second = '', third = ''] = sent;
    for (const payload of [second, first, third, third]) client.onEcho(payload);
    expect(client.encodeLedger()).toEqual({
      client: 3,
      due: 5,
      sent: [0, 3],
      returned: [0, 2],
      returns: 3,
      duplicate: 1,
      outOfOrder: 1,
    });
    expect(recorder.missing).toBe(1);
    expect(recorder.returned).toBe(3);
    expect(recorder.unsent).toEqual({ ramp: 1 });
  });

  it.each([
    ['of another trial', encodeEnvelope({ tag: 'deadbeef', sequence: 0, dueUs: dueUsOf(0) }, 64, echoMarker)],
    ['of another client', encodeEnvelope({ tag, sequence: 0, dueUs: dueUsOf(0) + 1 }, 64, echoMarker)],
    ['that is no echo', encodeEnvelope({ tag, sequence: 0, dueUs: dueUsOf(0) }, 64)],
  ])('counts what came %s and takes nothing from it', (_name, payload) => {
    client.onEcho(payload);
    expect(recorder.foreign).toBe(1);
    expect(recorder.returned).toBe(0);
    expect(client.encodeLedger().returns).toBe(0);
  });
});
