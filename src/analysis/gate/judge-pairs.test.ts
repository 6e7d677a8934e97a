import { describe, expect, it } from 'vitest';
import { randomStream } from '../../system/random.js';
import { isAnswered, judgePairs } from './judge-pairs.js';
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
    expect(verdict).toBe('pass');
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
