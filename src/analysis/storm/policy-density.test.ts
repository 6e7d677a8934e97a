import { describe, expect, it } from 'vitest';
import { densityBinUs, drawAttempts } from '../../reconnect/attempt-density.js';
import { makeReconnect } from '../../reconnect/testing/settings.js';
import { renderDensityCsv } from '../../render/density/density-csv.js';
import { renderDensityText } from '../../render/density/density-text.js';
import { parsePolicy } from '../../scenario/parse-policy.js';
import { makeFault } from '../testing/make-measurement.js';
import { buildDensity, chooseGrouping, groupBins } from './policy-density.js';
import { predictAttempts } from './predicted-attempts.js';

const s = 1_000_000;

describe('drawn attempts', () => {
  it.each([
    'full-jitter',
    'decorrelated-jitter',
    'socket.io',
    'reconnecting-websocket',
    'graphql-ws',
    'grpc-js',
  ])('of %s are those that a trial predicts', (text) => {
    const reconnect = parsePolicy(text);
    const { bins, attempts } = drawAttempts({ seed: 4, clients: 300, outageUs: 5 * s, reconnect });
    const predicted = predictAttempts({
      seed: 4,
      clients: 300,
      reconnect,
      faults: [makeFault({ injectedAtUs: 0, readyAtUs: 5 * s })],
      endUs: 1e12,
      serverRetryUs: undefined,
      noticeAtUs: undefined,
    });
    expect(new Map(bins.flatMap((count, at) => (count > 0 ? [[at, count] as const] : [])))).toEqual(
      new Map([...predicted].sort(([a], [b]) => a - b)),
    );
    expect(attempts).toBe([...predicted.values()].reduce((sum, count) => sum + count, 0));
  });

  it('of clients that give up end, and count them', () => {
    const drawn = drawAttempts({
      seed: 1,
      clients: 10,
      outageUs: 60 * s,
      reconnect: makeReconnect({ policy: 'signalr' }),
    });
    expect(drawn).toMatchObject({ attempts: 40, gaveUp: 10, unfinished: 0 });
    expect(drawn.backAtUs).toHaveLength(0);
  });

  it('come back with the first attempt at or after the outage’s end', () => {
    const fixed = makeReconnect({ policy: 'fixed' });
    const drawn = drawAttempts({ seed: 1, clients: 3, outageUs: 2 * s, reconnect: fixed });
    expect([...drawn.backAtUs]).toEqual([2 * s, 2 * s, 2 * s]);
    expect(drawAttempts({ seed: 1, clients: 3, outageUs: 2 * s + 1, reconnect: fixed }).backAtUs[0]).toBe(
      3 * s,
    );
  });

  it('of a policy that does not wait are made as fast as they are refused', () => {
    const immediate = makeReconnect({ policy: 'immediate' });
    const { attempts } = drawAttempts({ seed: 1, clients: 2, outageUs: s, reconnect: immediate });
    expect(attempts).toBe(2 * 5_001);
  });
});

describe('the model', () => {
  const model = buildDensity(
    [parsePolicy('fixed'), parsePolicy('full-jitter base=2s cap=4s'), parsePolicy('signalr')],
    {
      seed: 1,
      clients: 400,
      outageUs: 1.5 * s,
    },
  );

  it('has the figures of a report', () => {
    const [fixed, jitter] = model.panels;
    expect(fixed).toMatchObject({
      policy: 'fixed delay=1s',
      attempts: 800,
      peakPerSecond: 4_000,
      backUs: { p50: 2 * s, p100: 2 * s },
    });
    expect(jitter?.backUs.p50).toBeGreaterThan(1.5 * s);
    expect(jitter?.attemptsPerClient).toBeGreaterThan(1);
  });

  it('gathers bins without losing an attempt that is shown', () => {
    const per = chooseGrouping(model, 80);
    const groups = groupBins(model, per);
    expect(groups[0]?.length).toBeLessThanOrEqual(80);
    expect(new Set(groups.map((group) => group.length)).size).toBe(1);
    expect(groups[0]?.reduce((sum, count) => sum + count, 0)).toBe(800);
    expect(groups[0]?.[Math.floor(s / densityBinUs / per)]).toBe(400);
  });

  it('reads as text', async () => {
    const text = renderDensityText(model, { width: 80, colours: false });
    await expect(text).toMatchFileSnapshot('../../../test/golden/policies-plot.txt');
    expect(
      Math.max(
        ...text
          .split('\n')
          .filter((line) => /[▁-█─]/.test(line))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('reads as CSV', () => {
    const lines = renderDensityCsv(model).trim().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'policy,at_us,attempts',
      'fixed delay=1s,1000000,400',
      'fixed delay=1s,2000000,400',
    ]);
  });
});
