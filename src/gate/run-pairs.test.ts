import { describe, expect, it } from 'vitest';
import { makeGateState } from '../../test/fixtures/make-gate-state.js';
import { makeRun } from '../../test/fixtures/make-run.js';
import { listBeyond } from '../analysis/gate/gated-metrics.js';
import { parseScenario } from '../scenario/parse-scenario.js';
import { planTrials } from '../scenario/plan.js';
import type { RunResult } from '../storage/result.js';
import type { GateState } from './gate-state.js';
import { orderPair } from './pair-order.js';
import { estimateLeftMs, type PairEvent, runPairs } from './run-pairs.js';

const plan = planTrials(
  parseScenario(
    'name: a\nclients: { count: 1, rampUp: 0s }\npublish: { rate: 1/s }\nduration: 1s\ntransport: sse\n',
    'a.yaml',
  ),
);

function begin(pairs: number): GateState {
  const state = makeGateState();
  return { ...state, settings: { ...state.settings, pairs } };
}

const valid = { ...makeRun().result, run: { ...makeRun().result.run, plannedTrials: 0 }, trials: [] };
const invalid: RunResult = { ...valid, run: { ...valid.run, plannedTrials: 1 } };

/** Plays runs from a script instead of processes; the clock moves one second for each. */
async function play(
  state: GateState,
  script: (index: number) => RunResult | 'interrupt',
  isClear?: (state: GateState, pairs: number) => boolean,
) {
  const controller = new AbortController();
  const events: PairEvent[] = [];
  const saved: GateState[] = [];
  let runs = 0;
  let nowMs = 0;
  const end = await runPairs({
    state,
    folder: '/gate',
    plans: { baseline: plan, candidate: plan },
    plannedRunMs: 500,
    signal: controller.signal,
    nowMs: () => nowMs,
    async play() {
      const outcome = script(runs++);
      nowMs += 1000;
      if (outcome === 'interrupt') controller.abort();
      return { directory: `/gate/runs/${runs}`, result: outcome === 'interrupt' ? valid : outcome };
    },
    save: async (next) => void saved.push(next),
    emit: (event) => void events.push(event),
    isClear,
  });
  return { end, events, saved, runs };
}

const told = ({ runs }: GateState): string[] =>
  runs.map(
    ({ pair, side, attempt }) =>
      `${pair}${side === 'baseline' ? 'A' : 'B'}${attempt > 1 ? `'${attempt}` : ''}`,
  );

describe('the order of runs', () => {
  it('is ABBA', () => {
    const letters = [1, 2, 3, 4].flatMap(orderPair).map(({ side }) => (side === 'baseline' ? 'A' : 'B'));
    expect(letters.join('')).toBe('ABBAABBA');
  });
});

describe('runPairs', () => {
  it('runs all pairs and saves after each run', async () => {
    const { end, saved } = await play(begin(3), () => valid);
    expect(told(end)).toEqual(['1A', '1B', '2B', '2A', '3A', '3B']);
    expect(saved.map(({ runs }) => runs.length)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('runs a pair with an invalid run again as a whole', async () => {
    const { end, events } = await play(begin(3), (index) => (index === 3 ? invalid : valid));
    expect(told(end)).toEqual(['1A', '1B', '2B', '2A', "2B'2", "2A'2", '3A', '3B']);
    expect(events.filter(({ kind }) => kind === 'pair-repeated')).toEqual([
      { kind: 'pair-repeated', pair: 2, why: '1 trials did not come to their end' },
    ]);
  });

  it('gives a pair up after two repeats, and repeats no more than a third of the pairs', async () => {
    const { end } = await play(begin(6), () => invalid);
    const repeats = told(end).filter((name) => name.includes("'"));
    expect(repeats).toEqual(["1A'2", "1B'2", "1A'3", "1B'3"]);
    expect(new Set(end.runs.map(({ pair }) => pair)).size).toBe(6);
  });

  it('keeps what is finished when interrupted, and goes on from there', async () => {
    const { end } = await play(begin(3), (index) => (index === 2 ? 'interrupt' : valid));
    expect(told(end)).toEqual(['1A', '1B']);
    const again = await play(end, () => valid);
    expect(told(again.end)).toEqual(['1A', '1B', '2B', '2A', '3A', '3B']);
    expect(again.runs).toBe(4);
  });

  it('runs both sides again of a pair that was interrupted between them', async () => {
    const { end } = await play(begin(2), (index) => (index === 1 ? 'interrupt' : valid));
    expect(told(end)).toEqual(['1A']);
    const again = await play(end, () => valid);
    expect(told(again.end)).toEqual(['1A', "1A'2", "1B'2", '2B', '2A']);
  });

  it('counts no interruption as a repeat', async () => {
    let { end } = await play(begin(6), (index) => (index === 1 ? 'interrupt' : valid));
    for (let time = 0; time < 4; time++)
      ({ end } = await play(end, (index) => (index === 1 ? 'interrupt' : valid)));
    expect(told(end)).toEqual(['1A', "1A'2", "1A'3", "1A'4", "1A'5"]);
    const again = await play(end, () => invalid);
    expect(told(again.end).slice(5, 11)).toEqual(["1A'6", "1B'6", "1A'7", "1B'7", "1A'8", "1B'8"]);
    expect(told(again.end).slice(11)).toHaveLength(10);
  });

  it('asks whether the answer is clear after each pair about the pairs until then, those loaded too', async () => {
    const { end } = await play(begin(4), (index) => (index === 7 ? 'interrupt' : valid));
    const asked: [number, number][] = [];
    const isClear = (state: GateState, pairs: number): boolean => {
      asked.push([pairs, new Set(state.runs.map(({ pair }) => pair)).size]);
      return false;
    };
    await play(end, () => valid, isClear);
    expect(asked).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it('notes which percentiles of the return were never reached, where clients were lost at all', async () => {
    const [trial] = makeRun().result.trials;
    if (trial === undefined) throw new Error('no trial');
    const names = ['storm.back.p50', 'storm.back.p99', 'echo.p99'];
    const back = { ...trial.storm.backUs, fromDisconnect: { p50: 1000, p90: null, p99: null, p100: null } };
    const storm = { ...trial.storm, disconnected: 10, backUs: back };
    expect(listBeyond({ ...trial, storm }, names)).toEqual(['storm.back.p99']);
    expect(listBeyond({ ...trial, storm: { ...storm, disconnected: 0 } }, names)).toEqual([]);
  });

  it('estimates by the plan first and then by what runs took', async () => {
    expect(estimateLeftMs({ plannedRunMs: 500 }, begin(3))).toBe(3000);
    const { events } = await play(begin(2), () => valid);
    expect(events.flatMap((event) => (event.kind === 'run-started' ? [event.leftMs] : []))).toEqual([
      2000, 3000, 2000, 1000,
    ]);
  });
});
