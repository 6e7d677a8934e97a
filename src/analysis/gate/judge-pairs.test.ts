import { describe, expect, it } from 'vitest';
import { randomStream } from '../../system/random.js';
import { isAnswered, judgePairs } from './judge-pairs.js';
import { nameRegressions } from './name-regressions.js';
import type { RunFigures } from './pair-samples.js';

interface Wanted {
  readonly pairs?: number;
  /** Of the candidate: factor on the median latency, bytes more, pairs that are invalid. */
  readonly slower?: number;
  readonly bytes?: number;
  readonly invalid?: readonly number[];
}

const labels = { transport: 'sse', reconnect: 'fixed' };

function makeRuns({ pairs = 15, slower = 1, bytes = 0, invalid = [] }: Wanted): RunFigures[] {
  const random = randomStream(7, 'pairs');
  const noise = (): number => 1 + 0.04 * (random() - 0.5);
  return Array.from({ length: pairs }, (_, at) => at + 1).flatMap((pair) =>
    (['baseline', 'candidate'] as const).map((side): RunFigures => {
      const isNew = side === 'candidate';
      return {
        pair,
        side,
        attempt: 1,
        invalid: isNew && invalid.includes(pair) ? ['messages left late'] : [],
        doubtful: [],
        trials: [
          {
            labels,
            repeat: 1,
            measured: { 'delivery.steady.p50': 1000 * noise() * (isNew ? slower : 1) },
            exact: { 'bytes.framing': 800 + (isNew ? bytes : 0), lost: 0 },
          },
        ],
      };
    }),
  );
}

type Asked = Parameters<typeof judgePairs>[0];

const ask = (wanted: Wanted, more: Partial<Asked> = {}): Asked => ({
  baseline: { name: 'old', revision: null },
  candidate: { name: 'new', revision: null },
  planned: wanted.pairs ?? 15,
  delta: 0.05,
  runs: makeRuns(wanted),
  refused: [],
  ...more,
});

const judge = (wanted: Wanted, refused: Asked['refused'] = []) => judgePairs(ask(wanted, { refused }));

describe('judgePairs', () => {
  it('passes what is the same but for noise, and keeps exact figures apart', () => {
    const { verdict, decisions, exact, pairs } = judge({});
    expect(verdict).toBe('pass');
    expect(decisions.map(({ metric }) => metric.name)).toEqual(['delivery.steady.p50']);
    expect(exact.map(({ metric, verdict: own }) => `${metric.name} ${own}`)).toEqual([
      'bytes.framing pass',
      'lost pass',
    ]);
    expect(pairs).toEqual({ planned: 15, valid: 15, repeated: 0, invalid: 0, spared: 0, least: 7 });
  });

  it('finds what is half as slow again', () => {
    const { verdict, decisions } = judge({ slower: 1.5 });
    expect(verdict).toBe('regression');
    expect(decisions[0]?.ratio?.median).toBeGreaterThan(1.4);
  });

  it('finds one byte in a single figure', () => {
    const { verdict, exact } = judge({ bytes: 1 });
    expect(verdict).toBe('regression');
    expect(exact.find(({ metric }) => metric.name === 'bytes.framing')?.verdict).toBe('regression');
  });

  it('leaves invalid pairs out of times but not of counts, and says why', () => {
    const { verdict, decisions, exact, pairs, invalidity } = judge({ invalid: [3] });
    expect(verdict).toBe('pass');
    expect([decisions[0]?.pairs, decisions[0]?.leftOut, exact[0]?.pairs]).toEqual([14, 1, 15]);
    expect(pairs).toMatchObject({ valid: 14, invalid: 1 });
    expect(invalidity).toEqual([{ message: 'messages left late', count: 1 }]);
  });

  it('is invalid when many pairs are, or all', () => {
    expect(judge({ invalid: [1, 2, 3, 4] }).verdict).toBe('invalid');
    expect(judge({ pairs: 2, invalid: [1, 2] }).verdict).toBe('invalid');
  });

  it('does not gate a metric that this machine is too noisy for', () => {
    const refused = [
      { trial: 'reconnect=fixed transport=sse', metric: 'delivery.steady.p50', reason: 'noise' },
    ];
    const { verdict, decisions } = judge({ slower: 2 }, refused);
    expect(decisions).toEqual([]);
    expect(verdict).toBe('inconclusive');
    expect(judge({ bytes: 1 }, refused).verdict).toBe('regression');
  });

  it('leaves open what was asked for by name and that no run measured', () => {
    const named = [
      { name: 'echo.p99', labels },
      { name: 'delivery.steady.p50', labels },
    ];
    const { verdict, decisions } = judgePairs(ask({}, { named }));
    expect(verdict).toBe('inconclusive');
    expect(decisions.map(({ metric, verdict: own }) => `${metric.name} ${own}`)).toEqual([
      'delivery.steady.p50 pass',
      'echo.p99 inconclusive',
    ]);
    expect(decisions[1]?.reason).toBe('15 of 15 pairs left out: not measured.');
  });

  it('counts a percentile of the return that was never reached as longer than any time', () => {
    const back = 'storm.back.p99';
    const runs = makeRuns({}).map((run) => ({
      ...run,
      trials: run.trials.map((trial) =>
        run.side === 'candidate'
          ? { ...trial, beyond: [back] }
          : { ...trial, measured: { ...trial.measured, [back]: 2_000_000 } },
      ),
    }));
    const { verdict, decisions } = judgePairs({ ...ask({}), runs });
    expect(verdict).toBe('regression');
    expect(nameRegressions(decisions)).toBe(' (storm.back.p99 not back)');
    expect(decisions.find(({ metric }) => metric.name === back)).toMatchObject({
      verdict: 'regression',
      beyond: { baseline: 0, candidate: 15 },
    });
  });

  it('leaves open what neither side ever reached', () => {
    const back = 'storm.back.p99';
    const runs = makeRuns({}).map((run) => ({
      ...run,
      trials: run.trials.map((trial) => ({ ...trial, beyond: [back] })),
    }));
    const { verdict, decisions } = judgePairs({ ...ask({}), runs });
    expect(verdict).toBe('inconclusive');
    expect(decisions.find(({ metric }) => metric.name === back)).toMatchObject({
      verdict: 'inconclusive',
      reason: '15 of 15 pairs left out: not reached on either side.',
    });
  });

  it('does not take a trial that is missing for figures that are', () => {
    const runs = makeRuns({}).map((run) =>
      run.side === 'candidate' && run.pair === 3 ? { ...run, invalid: ['cut short'], trials: [] } : run,
    );
    const { verdict, exact } = judgePairs({ ...ask({}), runs });
    expect([verdict, exact[0]?.verdict]).toEqual(['inconclusive', 'inconclusive']);
  });

  it('is invalid when there are too few pairs to prove anything, but for counts, of which one is enough', () => {
    expect(judge({ pairs: 3, slower: 1.5 }).verdict).toBe('invalid');
    expect(judge({ pairs: 3, bytes: 1 }).verdict).toBe('regression');
  });
});

describe('a metric with a limit of its own', () => {
  it('may get that much worse', () => {
    const slower = { slower: 1.1 };
    expect(judgePairs(ask(slower)).verdict).toBe('regression');
    const { verdict, decisions } = judgePairs(ask(slower, { deltas: { 'delivery.steady.p50': 0.3 } }));
    expect([verdict, decisions[0]?.delta]).toEqual(['pass', 0.3]);
  });
});

describe('a sequential gate', () => {
  const planned = 40;

  it('stops at a look when the answer is clear, and spares the rest', () => {
    const early = ask({ pairs: 14, slower: 1.5 }, { planned, sequential: true });
    const answered = Array.from({ length: 14 }, (_, at) => at + 1).filter((pairs) =>
      isAnswered({ ...early, runs: early.runs.filter(({ pair }) => pair <= pairs) }, pairs),
    );
    expect(answered.length).toBeGreaterThan(0);
    const [stopped = 0] = answered;
    const runs = early.runs.filter(({ pair }) => pair <= stopped);
    const { verdict, pairs } = judgePairs({ ...early, runs });
    expect([verdict, pairs.spared]).toEqual(['regression', planned - stopped]);
  });

  it('stops at once for a count that changed', () => {
    expect(isAnswered(ask({ pairs: 1, bytes: 1 }, { planned, sequential: true }), 1)).toBe(true);
  });

  it.each([
    [12, []],
    [15, [7]],
  ])('of %i pairs and five metrics is not invalid with %j invalid', (pairs, invalid) => {
    const runs = makeRuns({ pairs, invalid }).map((run) => ({
      ...run,
      trials: run.trials.map((trial) => ({
        ...trial,
        measured: Object.fromEntries(
          ['p50', 'p90', 'p99', 'p999', 'max'].map((name, at) => [
            `delivery.steady.${name}`,
            (trial.measured['delivery.steady.p50'] ?? 1) * (1 + at / 100),
          ]),
        ),
      })),
    }));
    const asked = { ...ask({ pairs }), runs, sequential: true };
    const { verdict, pairs: counted } = judgePairs(asked);
    expect([verdict, counted.least]).toEqual(['pass', 9]);
    // The last look can prove something, too.
    const slower = runs.map((run) => ({
      ...run,
      trials: run.trials.map((trial) => ({
        ...trial,
        measured: Object.fromEntries(
          Object.entries(trial.measured).map(([name, value]) => [
            name,
            run.side === 'candidate' ? value * 2 : value,
          ]),
        ),
      })),
    }));
    expect(judgePairs({ ...asked, runs: slower }).verdict).toBe('regression');
  });

  it('proves nothing between looks', () => {
    const between = ask({ pairs: 11, slower: 1.5 }, { planned, sequential: true });
    expect(judgePairs(between)).toMatchObject({ verdict: 'inconclusive', alpha: 0 });
  });

  it('goes on between looks', () => {
    expect(isAnswered(ask({ pairs: 2, slower: 1.5 }, { planned, sequential: true }), 2)).toBe(false);
  });
});

describe('why runs were invalid', () => {
  it('is told once for each kind, whatever figures it has', () => {
    const late = [
      'sse-1: messages left late: p99 is 1.2 ms',
      'sse-2: messages left late: p99 is 980 µs',
      'sse-1: cut',
    ];
    const runs = makeRuns({ pairs: 3 }).map((run, at) => ({ ...run, invalid: late.slice(at, at + 1) }));
    const { invalidity } = judgePairs({ ...ask({}), runs });
    expect(invalidity).toEqual([
      { message: late[0], count: 2 },
      { message: late[2], count: 1 },
    ]);
  });
});
