import { describe, expect, it } from 'vitest';
import { boundShare } from './clopper-pearson.js';
import { decideGate } from './decide-gate.js';
import { defaultGateOptions, type GateMetric, type GateVerdict } from './gate-types.js';
import { drawPairs, latency, listPairs, lost } from './testing/make-pairs.js';

const throughput: GateMetric = { ...latency, name: 'delivered', direction: 'lower-is-worse' };

describe('decideGate on paired metrics', () => {
  it.each<[string, number, GateVerdict]>([
    ['the same', 1, 'pass'],
    ['a little worse', 1.02, 'pass'],
    ['half as much again', 1.5, 'regression'],
    ['a third less', 0.67, 'improvement'],
    ['at the limit', 1.05, 'inconclusive'],
  ])('%s, 15 pairs, 3 %% noise: ×%d', (_, ratio, verdict) => {
    const [decision] = decideGate(
      drawPairs(latency, { pairs: 15, ratio, spread: 0.02, seed: 3 }),
      defaultGateOptions,
    );
    expect(decision).toMatchObject({ verdict, pairs: 15, leftOut: 0, delta: 0.05 });
    expect(decision?.ratio?.low).toBeLessThan(ratio);
    expect(decision?.ratio?.high).toBeGreaterThan(ratio);
    expect(decision?.ratios).toHaveLength(15);
  });

  it.each<[number, GateVerdict]>([
    [0.67, 'regression'],
    [1.5, 'improvement'],
    [1, 'pass'],
  ])('turns round where less is worse: ×%d', (ratio, verdict) => {
    const [decision] = decideGate(
      drawPairs(throughput, { pairs: 15, ratio, spread: 0.02, seed: 4 }),
      defaultGateOptions,
    );
    expect(decision?.verdict).toBe(verdict);
    expect(decision?.ratio?.low).toBeLessThan(ratio);
    expect(decision?.ratio?.high).toBeGreaterThan(ratio);
  });

  it('gives the chance of the exact test: 15 pairs all beyond the limit are 2⁻¹⁵', () => {
    const pairs = listPairs(
      latency,
      Array.from({ length: 15 }, (_, at) => [100, 110 + at] as const),
    );
    const [decision] = decideGate(pairs, defaultGateOptions);
    expect(decision?.p?.regression).toBe(2 ** -15);
    expect(decision?.adjustedP?.regression).toBe(2 ** -15);
    expect(decision?.p?.improvement).toBe(1);
  });

  it('corrects over all metrics and labels together', () => {
    const pairs = ['sse', 'websocket', 'long-poll'].flatMap((transport) =>
      listPairs(
        latency,
        Array.from({ length: 8 }, (_, at) => [100, 120 + at] as const),
        { transport },
      ),
    );
    const decisions = decideGate(pairs, defaultGateOptions);
    expect(decisions.map(({ labels }) => labels.transport)).toEqual(['sse', 'websocket', 'long-poll']);
    for (const { p, adjustedP, verdict } of decisions) {
      expect(p?.regression).toBe(1 / 256);
      expect(adjustedP?.regression).toBe(3 / 256);
      // 0.0117 is over α: eight pairs prove nothing about three metrics at once.
      expect(verdict).toBe('inconclusive');
    }
  });

  it('says how many pairs would do when there are too few, and no more than that are needed', () => {
    const few = listPairs(latency, [
      [100, 150],
      [100, 151],
      [100, 152],
    ]);
    const [decision] = decideGate(few, defaultGateOptions);
    // 2⁻⁶ = 0.0156 is over α = 0.01; 2⁻⁷ is not.
    expect(decision).toMatchObject({ verdict: 'inconclusive', pairsNeeded: 7 });
    expect(decision?.reason).toBe('3 pairs are too few for a verdict with noise; about 7 pairs would do.');
    const enough = listPairs(
      latency,
      Array.from({ length: 7 }, (_, at) => [100, 150 + at] as const),
    );
    expect(decideGate(enough, defaultGateOptions)[0]?.verdict).toBe('regression');
  });

  it('asks for as many pairs as its noise needs, and they do', () => {
    const noisy = { ratio: 1, spread: 0.08, seed: 12 };
    const [decision] = decideGate(drawPairs(latency, { ...noisy, pairs: 15 }), defaultGateOptions);
    expect(decision?.verdict).toBe('inconclusive');
    const needed = decision?.pairsNeeded ?? 0;
    expect(needed).toBeGreaterThan(15);
    // An estimate from 15 pairs is rough; half as many again leaves room for that.
    const more = drawPairs(latency, { ...noisy, pairs: Math.ceil(needed * 1.5) });
    expect(decideGate(more, defaultGateOptions)[0]?.verdict).toBe('pass');
  });

  it('asks for nothing where more pairs than allowed would be needed', () => {
    const pairs = drawPairs(latency, { pairs: 15, ratio: 1, spread: 0.6, seed: 1 });
    const [decision] = decideGate(pairs, defaultGateOptions);
    expect(decision?.verdict).toBe('inconclusive');
    expect(decision).not.toHaveProperty('pairsNeeded');
    expect(decision?.reason).toMatch(/more than 100 pairs would be needed/);
  });

  it("goes by a metric's own minimum effect", () => {
    const wide = { ...latency, delta: 0.3 };
    const pairs = drawPairs(wide, { pairs: 15, ratio: 1.2, spread: 0.02, seed: 5 });
    expect(decideGate(pairs, defaultGateOptions)[0]).toMatchObject({ verdict: 'pass', delta: 0.3 });
  });

  it('passes what is worse by just the minimum as seldom as the confidence says, with few pairs too', async ({
    annotate,
  }) => {
    for (const pairs of [6, 10, 15]) {
      const tries = 1000;
      const decided = Array.from(
        { length: tries },
        (_, seed) =>
          decideGate(drawPairs(latency, { pairs, ratio: 1.05, spread: 0.02, seed }), defaultGateOptions)[0],
      );
      const passed = decided.filter((decision) => decision?.verdict === 'pass').length;
      const covered = decided.filter(
        (decision) => decision?.ratio && decision.ratio.low <= 1.05 && decision.ratio.high >= 1.05,
      ).length;
      const { low, high } = boundShare(passed, tries, 0.99);
      await annotate(
        `${pairs} pairs exactly at the limit: ${passed} of ${tries} passed (${low.toFixed(4)} to ${high.toFixed(4)}), ${covered} intervals held the true ratio`,
      );
      expect(low).toBeLessThanOrEqual(0.025);
      expect(covered / tries).toBeGreaterThan(0.8);
    }
  });

  it('never passes what was not measured or not valid', () => {
    const pairs = drawPairs(latency, { pairs: 15, ratio: 1, spread: 0.01, seed: 2 });
    const some = pairs.map((pair, at) => (at < 4 ? { ...pair, invalid: 'send lag' } : pair));
    expect(decideGate(some, defaultGateOptions)[0]).toMatchObject({
      verdict: 'inconclusive',
      pairs: 11,
      leftOut: 4,
      reason: '4 of 15 pairs left out: send lag.',
    });
    const few = pairs.map((pair, at) => (at < 3 ? { ...pair, candidate: null } : pair));
    expect(decideGate(few, defaultGateOptions)[0]).toMatchObject({ verdict: 'pass', pairs: 12, leftOut: 3 });
    for (const [baseline, candidate] of [
      [0, 1],
      [Number.NaN, 1],
      [1, Number.POSITIVE_INFINITY],
      [null, null],
    ] as const) {
      const [decision] = decideGate(
        pairs.map((pair) => ({ ...pair, baseline, candidate })),
        defaultGateOptions,
      );
      expect(decision).toMatchObject({ verdict: 'inconclusive', pairs: 0, ratio: null, p: null });
    }
    expect(decideGate([], defaultGateOptions)).toEqual([]);
  });

  it('does not depend on the order in which pairs are given, and survives JSON', () => {
    const pairs = drawPairs(latency, { pairs: 15, ratio: 1.1, spread: 0.1, seed: 6 });
    const decisions = decideGate(pairs, defaultGateOptions);
    expect(decideGate([...pairs].reverse(), defaultGateOptions)).toEqual(decisions);
    expect(JSON.parse(JSON.stringify(decisions))).toEqual(decisions);
  });
});

describe('decideGate on exact metrics', () => {
  it.each<[string, GateMetric, [number, number][], GateVerdict]>([
    ['the same', lost, [[0, 0]], 'pass'],
    [
      'one message more lost, once',
      lost,
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
      'regression',
    ],
    ['one fewer', lost, [[1, 0]], 'improvement'],
    ['one byte more', { ...lost, name: 'bytes.overheadPerMessage' }, [[6, 7]], 'regression'],
    ['one delivered fewer', { ...lost, direction: 'lower-is-worse' }, [[9, 8]], 'regression'],
    ['one connection fewer', { ...lost, direction: 'change-is-worse' }, [[9, 8]], 'regression'],
  ])('%s', (_, metric, values, verdict) => {
    const [decision] = decideGate(listPairs(metric, values), defaultGateOptions);
    expect(decision).toMatchObject({ verdict, p: null, ratio: null, delta: 0 });
  });

  it('is inconclusive where anything was not measured, unless what was measured got worse', () => {
    expect(
      decideGate(
        listPairs(lost, [
          [0, 0],
          [0, null],
        ]),
        defaultGateOptions,
      )[0]?.verdict,
    ).toBe('inconclusive');
    expect(
      decideGate(
        listPairs(lost, [
          [0, 1],
          [0, null],
        ]),
        defaultGateOptions,
      )[0]?.verdict,
    ).toBe('regression');
  });

  it('stands apart from the family of tests', () => {
    const pairs = drawPairs(latency, { pairs: 15, ratio: 1.5, spread: 0.02, seed: 7 });
    const alone = decideGate(pairs, defaultGateOptions)[0];
    const both = decideGate([...pairs, ...listPairs(lost, [[0, 0]])], defaultGateOptions);
    expect(both[0]).toEqual(alone);
    expect(both[1]?.verdict).toBe('pass');
  });
});
