import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { LatencySummary } from '../metrics/latency-summary.js';
import { LoadRecorder } from './load-recorder.js';

const originUs = 5_000_000;

function summarise(recorder: LoadRecorder, name: string): LatencySummary {
  const encoded = recorder.encodeHistograms()[name];
  if (encoded === undefined) throw new Error(`there is no histogram ${name}`);
  return LatencyHistogram.decode(encoded).summarise();
}

describe('deliveries', () => {
  it('go to the phase in which they arrive', () => {
    const recorder = new LoadRecorder(originUs);
    recorder.enterPhase('steady');
    recorder.recordDelivery(100, originUs, true);
    recorder.enterPhase('outage');
    recorder.recordDelivery(200, originUs, true);
    recorder.enterPhase('steady');
    recorder.recordDelivery(300, originUs, true);
    expect(summarise(recorder, 'delivery.steady')).toMatchObject({ count: 2, min: 100, max: 300 });
    expect(summarise(recorder, 'delivery.outage')).toMatchObject({ count: 1, max: 200 });
  });

  it('of the warm-up stay apart, however late they come, and measured ones never count as warm-up', () => {
    const recorder = new LoadRecorder(originUs);
    recorder.enterPhase('warm-up');
    recorder.recordDelivery(100, originUs, false);
    recorder.recordDelivery(200, originUs, true);
    recorder.enterPhase('steady');
    recorder.recordDelivery(300, originUs, false);
    expect(summarise(recorder, 'delivery.warm-up')).toMatchObject({ count: 2, min: 100, max: 300 });
    expect(summarise(recorder, 'delivery.steady')).toMatchObject({ count: 1, max: 200 });
    expect(recorder.delivered).toBe(3);
  });

  it('are handed out by timeline bin, each once, when the bin is over', () => {
    const recorder = new LoadRecorder(originUs);
    recorder.recordDelivery(5, originUs + 99_999, true);
    recorder.recordDelivery(7, originUs + 99_999, true);
    expect(recorder.takeLatencies(originUs + 99_999)).toEqual([]);
    recorder.recordDelivery(9, originUs + 300_000, true);
    expect(recorder.takeLatencies(originUs + 300_000)).toEqual([{ bin: 0, pairs: [5, 1, 7, 1], maxUs: 7 }]);
    expect(recorder.takeLatencies(originUs + 400_000)).toEqual([{ bin: 3, pairs: [9, 1], maxUs: 9 }]);
    expect(recorder.takeLatencies(originUs + 900_000)).toEqual([]);
  });
});

describe('returns after an outage', () => {
  it('are timed from readiness, be the news of it late', () => {
    const recorder = new LoadRecorder(originUs);
    recorder.awaitServer();
    recorder.recordReturned(10, 1_000, 6_000);
    recorder.recordReturned(10, 1_000, 7_000);
    expect(summarise(recorder, 'back.ready').count).toBe(0);
    recorder.placeReady(5_500);
    recorder.recordReturned(10, 1_000, 9_500);
    expect(summarise(recorder, 'back.ready')).toMatchObject({ count: 3, min: 500, mean: 2_000, max: 4_000 });
    expect(summarise(recorder, 'back.disconnect')).toMatchObject({ count: 3, min: 5_000, max: 8_500 });
  });

  it('are not timed from readiness for clients that were lost after it, or without an outage', () => {
    const recorder = new LoadRecorder(originUs);
    recorder.recordReturned(10, 100, 200);
    recorder.awaitServer();
    recorder.placeReady(5_000);
    recorder.recordReturned(10, 5_000, 6_000);
    expect(summarise(recorder, 'back.ready').count).toBe(0);
    expect(summarise(recorder, 'back.disconnect').count).toBe(2);
  });

  it('are placed anew by every outage', () => {
    const recorder = new LoadRecorder(originUs);
    recorder.awaitServer();
    recorder.recordReturned(10, 0, 2_000);
    recorder.placeReady(1_000);
    recorder.awaitServer();
    recorder.recordReturned(10, 3_000, 9_000);
    recorder.placeReady(8_800);
    expect(summarise(recorder, 'back.ready')).toMatchObject({ count: 2, min: 200, max: 1_000 });
  });
});

describe('losses that waited for the server', () => {
  /** Loses and returns at instants, with the server away and ready at others. */
  function waitersOf(play: (recorder: LoadRecorder) => void): { awaited: number; back: number } {
    const recorder = new LoadRecorder(0);
    play(recorder);
    recorder.endWaiting();
    return { awaited: recorder.awaitedServer, back: summarise(recorder, 'back.ready').count };
  }

  it.each<[string, (recorder: LoadRecorder) => void, number, number]>([
    [
      'are not those of a cut that was made good before, or came after',
      (recorder) => {
        recorder.recordLost(1_000);
        recorder.recordReturned(1, 1_000, 1_500);
        recorder.awaitServer();
        recorder.recordLost(2_000);
        recorder.recordLost(2_001);
        recorder.placeReady(3_000);
        recorder.recordReturned(1, 2_000, 3_100);
        recorder.recordLost(4_000);
      },
      2,
      1,
    ],
    [
      'are those of a cut that was not made good when the server came back',
      (recorder) => {
        recorder.recordLost(1_000);
        recorder.awaitServer();
        recorder.placeReady(3_000);
        recorder.recordReturned(1, 1_000, 3_100);
      },
      1,
      1,
    ],
    [
      'are told apart by the ready instant, not by the news of it',
      (recorder) => {
        recorder.awaitServer();
        recorder.recordLost(1_000);
        recorder.recordLost(1_001);
        recorder.recordReturned(1, 1_000, 1_500);
        recorder.recordReturned(1, 1_001, 2_100);
        recorder.recordLost(2_200);
        recorder.recordReturned(1, 2_200, 2_300);
        recorder.placeReady(2_000);
      },
      1,
      1,
    ],
    [
      'count once, however many outages they sit through',
      (recorder) => {
        recorder.awaitServer();
        recorder.recordLost(1_000);
        recorder.recordLost(1_000);
        recorder.placeReady(2_000);
        recorder.awaitServer();
        recorder.recordReturned(1, 1_000, 2_500);
        recorder.placeReady(3_000);
        recorder.recordReturned(1, 1_000, 3_500);
      },
      2,
      2,
    ],
    [
      'count when the server never came back',
      (recorder) => {
        recorder.awaitServer();
        recorder.recordLost(1_000);
      },
      1,
      0,
    ],
  ])('%s', (_name, play, awaited, back) => {
    expect(waitersOf(play)).toEqual({ awaited, back });
  });
});

describe('attempts by due instant', () => {
  it('stand in the bin in which they were due, however late they began', () => {
    const recorder = new LoadRecorder(0);
    recorder.recordAttempt(5_000, 5_000, false, false);
    recorder.recordAttempt(131_000, 129_000, true, true);
    recorder.recordAttempt(140_000, 99_999, true, true);
    recorder.recordFailedAttempt('refused', 141_000, true);
    recorder.recordFailedAttempt('refused', 142_000, false);
    expect(recorder.encodeBins()).toEqual({
      returnsDue: [
        [9, 1],
        [12, 1],
      ],
      returnFailuresByCause: { refused: [[14, 1]] },
    });
    expect(summarise(recorder, 'attempt.lag')).toMatchObject({ count: 2, min: 2_000, max: 40_001 });
  });
});

describe('counts', () => {
  it('keep first connections and returns apart', () => {
    const recorder = new LoadRecorder(0);
    recorder.recordAttempt(0, 0, false, false);
    recorder.recordFailedAttempt('timeout', 1, false);
    recorder.recordConnected(5, 2);
    recorder.recordLost(3);
    recorder.recordAttempt(4, 4, true, true);
    recorder.recordFailedAttempt('refused', 5, true);
    recorder.recordAttempt(6, 6, true, false);
    recorder.recordReturned(1, 3, 7);
    expect(recorder).toMatchObject({
      opened: 2,
      disconnected: 1,
      returned: 1,
      returnAttempts: 2,
      subscribedNow: 1,
    });
    expect(recorder.failures).toMatchObject({ timeout: 1, refused: 1 });
    expect(recorder.returnFailures).toMatchObject({ timeout: 0, refused: 1 });
    expect(recorder.activity.take(10_000)).toEqual([
      {
        bin: 0,
        attempts: 3,
        returnAttempts: 2,
        firstReturnAttempts: 1,
        subscribed: 2,
        returned: 1,
        failed: 2,
        returnFailed: 1,
        disconnected: 1,
        delivered: 0,
      },
    ]);
  });
});
