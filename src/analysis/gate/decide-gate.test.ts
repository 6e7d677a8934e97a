import { describe, expect, it } from 'vitest';
import { boundShare } from './clopper-pearson.js';
import { decideGate } from './decide-gate.js';
import { defaultGateOptions, type GateMetric, type GateVerdict, type PairSample } from './gate-types.js';
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
    const few = pairs.map((pair, at) => (at < 3 ? { ...pair, baseline: null } : pair));
    expect(decideGate(few, defaultGateOptions)[0]).toMatchObject({ verdict: 'pass', pairs: 12, leftOut: 3 });
    // What the candidate alone has lost may be what got worse.
    const gone = pairs.map((pair, at) => (at < 1 ? { ...pair, candidate: null } : pair));
    const [lostOne] = decideGate(gone, defaultGateOptions);
    expect(lostOne).toMatchObject({ verdict: 'inconclusive', pairs: 14, leftOut: 1 });
    expect(lostOne?.reason).toMatch(
      /: not measured in the candidate of 1 of 15 pairs, where the baseline was\.$/,
    );
    for (const [baseline, candidate] of [
      [0, 1],
      [Number.NaN, 1],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
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

describe('decideGate exactly at the limit', () => {
  const sized: GateMetric = { ...latency, name: 'bytes.overheadPerMessage', unit: 'bytes' };

  it.each<[number, number, number]>([
    [20, 21, 0.05],
    [10, 12, 0.2],
    [4, 5, 0.25],
  ])('%i → %i B is not worse by more than the limit, whatever rounding makes of it', (was, is, delta) => {
    const pairs = listPairs(
      sized,
      Array.from({ length: 15 }, () => [was, is] as const),
    );
    expect(decideGate(pairs, { ...defaultGateOptions, delta })[0]?.verdict).toBe('pass');
    const better = listPairs(
      sized,
      Array.from({ length: 15 }, () => [is, was] as const),
    );
    expect(decideGate(better, { ...defaultGateOptions, delta })[0]?.verdict).toBe('pass');
  });

  it('passes so only with as many pairs as an exact test would need', () => {
    const pairs = listPairs(
      sized,
      Array.from({ length: 5 }, () => [20, 21] as const),
    );
    expect(decideGate(pairs, defaultGateOptions)[0]?.verdict).toBe('inconclusive');
  });

  it('says that the pairs are too few where each of them is beyond the limit', () => {
    const values = Array.from({ length: 7 }, () => [2, 3] as const);
    const others = ['b', 'c', 'd', 'e'].flatMap((name) => listPairs({ ...latency, name }, values));
    const [decision] = decideGate([...listPairs(sized, values), ...others], defaultGateOptions);
    expect(decision).toMatchObject({ verdict: 'inconclusive', pairsNeeded: 9 });
    expect(decision?.reason).toBe(
      '+50 % (+50 % to +50 %): 7 pairs are too few to prove it worse by more than 5 % among 5 metrics; about 9 pairs would do.',
    );
  });

  it('does not call a median beyond the limit that is not', () => {
    // Noise of two humps: the lower one a little under the limit, the upper one far over it.
    const pairs = listPairs(
      latency,
      Array.from({ length: 101 }, (_, at) => [1000, at < 51 ? 1049 : 1200] as const),
    );
    const [decision] = decideGate(pairs, defaultGateOptions);
    expect(decision?.verdict).toBe('regression');
    expect(decision?.reason).toMatch(
      /^\+4\.9 % .*: over all pairs worse by more than 5 %, though the median is not\.$/,
    );
  });
});

describe('decideGate on clients that never come back', () => {
  const back: GateMetric = { ...latency, name: 'storm.back.p99' };
  const never = Number.POSITIVE_INFINITY;
  const draw = (): PairSample[] => drawPairs(back, { pairs: 15, ratio: 1, spread: 0.01, seed: 2 });

  it('is a regression where that is so in all pairs, and an improvement the other way round', () => {
    const gone = draw().map((pair) => ({ ...pair, candidate: never }));
    const [worse] = decideGate(gone, defaultGateOptions);
    expect(worse).toMatchObject({
      verdict: 'regression',
      candidate: null,
      ratio: null,
      ratios: [],
      pairs: 15,
      beyond: { baseline: 0, candidate: 15 },
    });
    expect(worse?.reason).toBe(
      'Worse by more than 5 %; too few clients came back for there to be such a time in 15 of 15 runs of the candidate and 0 of the baseline, which counts as longer than any.',
    );
    const mended = draw().map((pair) => ({ ...pair, baseline: never }));
    expect(decideGate(mended, defaultGateOptions)[0]?.verdict).toBe('improvement');
    expect(JSON.parse(JSON.stringify(worse))).toEqual(worse);
  });

  it('weighs as the worst of all pairs where that is so in some', () => {
    const some = (count: number): PairSample[] =>
      draw().map((pair, at) => (at < count ? { ...pair, candidate: never } : pair));
    const [few] = decideGate(some(3), defaultGateOptions);
    expect(few).toMatchObject({ pairs: 15, leftOut: 0, beyond: { baseline: 0, candidate: 3 } });
    expect(few?.ratios).toHaveLength(12);
    expect(few?.reason).toContain('in 3 of 15 runs of the candidate');
    const [many] = decideGate(some(9), defaultGateOptions);
    expect(many?.verdict).not.toBe('pass');
    for (const decision of [few, many]) expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
    const both = draw().map((pair, at) => ({ ...pair, [at % 2 === 0 ? 'candidate' : 'baseline']: never }));
    expect(decideGate(both, defaultGateOptions)[0]).toMatchObject({ verdict: 'inconclusive', ratio: null });
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
          [null, 0],
        ]),
        defaultGateOptions,
      )[0]?.verdict,
    ).toBe('inconclusive');
    expect(
      decideGate(
        listPairs(lost, [
          [0, 1],
          [null, 0],
        ]),
        defaultGateOptions,
      )[0]?.verdict,
    ).toBe('regression');
  });

  it('is a regression where the candidate alone does not measure it any more', () => {
    const values: [number, number | null][] = [
      [0, 0],
      [0, null],
    ];
    expect(decideGate(listPairs(lost, values), defaultGateOptions)[0]).toMatchObject({
      verdict: 'regression',
      candidate: null,
      reason: 'Not measured any more in 1 of 2 pairs, where the baseline was.',
    });
  });

  it('stands apart from the family of tests', () => {
    const pairs = drawPairs(latency, { pairs: 15, ratio: 1.5, spread: 0.02, seed: 7 });
    const alone = decideGate(pairs, defaultGateOptions)[0];
    const both = decideGate([...pairs, ...listPairs(lost, [[0, 0]])], defaultGateOptions);
    expect(both[0]).toEqual(alone);
    expect(both[1]?.verdict).toBe('pass');
  });
});
