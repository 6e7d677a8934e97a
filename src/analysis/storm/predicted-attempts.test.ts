import { describe, expect, it } from 'vitest';
import { ClientStage, fixedHalfSecond } from '../../load/testing/client-stage.js';
import { activityBinUs } from '../../metrics/activity.js';
import type { FaultRecord } from '../../metrics/measurement.js';
import type { PolicyName, ReconnectSettings } from '../../scenario/scenario.js';
import { makeFault } from '../testing/make-measurement.js';
import { type PredictionSettings, predictAttempts } from './predicted-attempts.js';

function predict(more: Partial<PredictionSettings> = {}): Record<number, number> {
  const settings: PredictionSettings = {
    seed: 1,
    clients: 100,
    reconnect: fixedHalfSecond,
    faults: [makeFault({ readyAtUs: 4_100_000 })],
    endUs: 60_000_000,
    serverRetryUs: undefined,
    noticeAtUs: undefined,
    ...more,
  };
  return Object.fromEntries(predictAttempts(settings));
}

describe('predicted attempts', () => {
  it('of a fixed delay fall into one bin', () => {
    expect(predict()).toEqual({ 450: 100 });
  });

  it('repeat until the server is ready', () => {
    expect(predict({ faults: [makeFault({ readyAtUs: 5_200_000 })] })).toEqual({
      450: 100,
      500: 100,
      550: 100,
    });
  });

  it('succeed in the very instant in which it is ready', () => {
    expect(predict({ faults: [makeFault({ readyAtUs: 4_500_000 })] })).toEqual({ 450: 100 });
  });

  it.each([1, 3, 7, 200])(
    'are as many as if each of 100 clients were followed, with %d processes',
    (processes) => {
      const faults = [
        makeFault({ readyAtUs: 5_200_000 }),
        makeFault({ injectedAtUs: 20_000_000, readyAtUs: 20_900_000, process: { index: 1, of: processes } }),
      ];
      const one = predict({ faults, processes });
      // A cohort's policy has every client followed by itself.
      expect(one).toEqual(predict({ faults, processes, reconnectOf: () => fixedHalfSecond }));
      expect(Object.values(one).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(300);
    },
  );

  it('go on to the end of the trial when it never is', () => {
    expect(predict({ faults: [makeFault({ readyAtUs: null })], endUs: 5_500_000 })).toEqual({
      450: 100,
      500: 100,
    });
  });

  it('succeed at once after a cut that leaves the server running', () => {
    const cut = makeFault({
      kind: 'disconnect',
      mode: null,
      readyAtUs: null,
      clients: [1, 5, 7],
      share: 0.03,
    });
    expect(predict({ faults: [cut] })).toEqual({ 450: 3 });
  });

  it('spread over the time that a drain takes, in order of the clients', () => {
    const drain = makeFault({ kind: 'drain', mode: null, readyAtUs: null, spreadUs: 1_000_000 });
    const bins = predict({ faults: [drain] });
    expect(Object.keys(bins)).toHaveLength(100);
    expect([bins[450], bins[549]]).toEqual([1, 1]);
  });

  it('follow clients from process to process through a rolling restart', () => {
    const restart = (index: number, injectedAtUs: number): FaultRecord =>
      makeFault({
        kind: 'rolling-restart',
        mode: null,
        injectedAtUs,
        readyAtUs: injectedAtUs + 100_000,
        process: { index, of: 2 },
        share: 0.5,
      });
    // Half of the clients go from the first to the second, then all of them from there to the first, which is back.
    const faults = [restart(0, 4_000_000), restart(1, 6_000_000)];
    expect(predict({ processes: 2, faults })).toEqual({ 450: 50, 650: 100 });
  });

  it('find the next process away too, and the one after it there', () => {
    const away = (index: number): FaultRecord =>
      makeFault({ mode: null, readyAtUs: 9_000_000, process: { index, of: 3 } });
    // Of 99 clients 33 each are lost to processes 0 and 1; those of 0 try 1 in vain, then go to 2.
    expect(predict({ clients: 99, processes: 3, faults: [away(0), away(1)] })).toEqual({ 450: 66, 500: 33 });
  });

  it('are shares where it is not known who was cut', () => {
    const cut = makeFault({ kind: 'disconnect', mode: null, readyAtUs: null, share: 0.25 });
    expect(predict({ faults: [cut] })).toEqual({ 450: 25 });
  });

  it('wait as the server asked', () => {
    const reconnect: ReconnectSettings = { ...fixedHalfSecond, policy: 'server' };
    expect(predict({ reconnect })).toEqual({ 450: 100 });
    expect(predict({ reconnect, serverRetryUs: 3_000_000 })).toEqual({ 700: 100 });
  });

  it('of clients that give a silence up last until it is over, or fail when their time is up', () => {
    const silence = (endedAtUs: number): FaultRecord =>
      makeFault({ mode: null, readyAtUs: null, clients: [], share: 0, silenced: 'all', endedAtUs });
    const patienceUs = 1_000_000;
    // Given up at 5 s, tried at 5.5 s, subscribed when the silence ends.
    expect(predict({ faults: [silence(8_000_000)], patienceUs })).toEqual({ 550: 100 });
    // The attempt fails after 5 s; the next one half a second later meets no silence any more.
    expect(predict({ faults: [silence(10_600_000)], patienceUs })).toEqual({ 550: 100, 1100: 100 });
    expect(predict({ faults: [silence(8_000_000)] })).toEqual({});
    expect(predict({ faults: [silence(4_900_000)], patienceUs })).toEqual({});
  });

  it('of clients that try at once come to an end', () => {
    const reconnect: ReconnectSettings = { ...fixedHalfSecond, policy: 'immediate' };
    const attempts = predict({ reconnect, clients: 1, faults: [makeFault({ readyAtUs: 4_010_000 })] });
    expect(attempts).toEqual({ 400: 50, 401: 1 });
    const endless = predict({ reconnect, clients: 1, faults: [makeFault({ readyAtUs: null })] });
    expect(Object.values(endless).reduce((sum, count) => sum + count, 0)).toBe(10_000);
  });

  it('fail while another fault keeps the server away', () => {
    const cut = makeFault({
      kind: 'disconnect',
      mode: null,
      injectedAtUs: 3_600_000,
      readyAtUs: null,
      clients: [5],
    });
    // Client 5 tries at 4.1 s and 4.6 s, the other 99, lost at 4 s, at 4.5 s; the server is away from 4 s to 4.2 s.
    expect(predict({ faults: [cut, makeFault({ readyAtUs: 4_200_000 })] })).toEqual({
      410: 1,
      450: 99,
      460: 1,
    });
  });

  it('are not made twice by clients that are away when cut again', () => {
    const cut = makeFault({
      kind: 'disconnect',
      mode: null,
      injectedAtUs: 4_300_000,
      readyAtUs: null,
      clients: [5, 6],
    });
    expect(predict({ faults: [makeFault({ readyAtUs: 4_400_000 }), cut] })).toEqual({ 450: 100 });
  });

  it('are none without faults', () => {
    expect(predict({ faults: [] })).toEqual({});
  });
});

/** What simulated clients do when the server goes away and comes back as the faults say. */
function simulate(
  clients: number,
  seed: number,
  reconnect: ReconnectSettings,
  faults: readonly FaultRecord[],
  noticeAtUs: PredictionSettings['noticeAtUs'],
): Record<number, number> {
  const isAway = (atUs: number): boolean =>
    faults.some(({ injectedAtUs, readyAtUs }) => atUs >= injectedAtUs && atUs < (readyAtUs ?? 0));
  const stage = new ClientStage({
    seed,
    reconnect,
    onAttempt: (attempt, time) =>
      time.plan(time.nowUs(), () => (isAway(attempt.atUs) ? attempt.end('refused') : attempt.subscribe())),
  });
  for (let client = 0; client < clients; client++) stage.addClient(client, client);
  for (const { injectedAtUs } of faults) {
    stage.time.advanceTo(injectedAtUs);
    for (const attempt of stage.transport.attempts.slice()) {
      const nextAttemptUs = noticeAtUs?.(attempt.request.client, injectedAtUs);
      attempt.end('reset', nextAttemptUs === undefined ? {} : { nextAttemptUs });
    }
  }
  stage.time.advanceTo(120_000_000);
  const bins: Record<number, number> = {};
  for (const { atUs } of stage.transport.attempts.slice(clients)) {
    const bin = Math.floor(atUs / activityBinUs);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

const jitters: readonly PolicyName[] = ['exponential', 'full-jitter', 'equal-jitter', 'decorrelated-jitter'];

describe('against simulated clients', () => {
  const clients = 60;
  const faults = [
    makeFault({ readyAtUs: 6_300_000 }),
    makeFault({ injectedAtUs: 50_000_000, readyAtUs: 51_000_000 }),
  ];

  it.each(jitters)('foresees every attempt of %s, through two outages', (policy) => {
    for (const seed of [1, 2, 3]) {
      const reconnect: ReconnectSettings = { ...fixedHalfSecond, policy, capUs: 4_000_000 };
      const simulated = simulate(clients, seed, reconnect, faults, undefined);
      expect(Object.keys(simulated).length).toBeGreaterThan(2);
      expect(predict({ seed, clients, reconnect, faults, endUs: 120_000_000 })).toEqual(simulated);
    }
  });

  it('foresees those of clients that notice a loss at their next poll only', () => {
    const reconnect: ReconnectSettings = { ...fixedHalfSecond, policy: 'full-jitter' };
    const noticeAtUs = (client: number, lossUs: number): number => lossUs + 10_000 * client;
    const simulated = simulate(clients, 5, reconnect, faults, noticeAtUs);
    expect(predict({ seed: 5, clients, reconnect, faults, endUs: 120_000_000, noticeAtUs })).toEqual(
      simulated,
    );
  });

  it('does not foresee those of another seed', () => {
    const reconnect: ReconnectSettings = { ...fixedHalfSecond, policy: 'full-jitter' };
    const simulated = simulate(clients, 1, reconnect, faults, undefined);
    expect(predict({ seed: 2, clients, reconnect, faults, endUs: 120_000_000 })).not.toEqual(simulated);
  });
});
