import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { explainNoneValid, refuseIncomparable } from './compare-refusals.js';

const text = `name: a
clients: { count: 10, rampUp: 1s }
publish: { rate: 20/s }
duration: 5s
transport: sse
`;

function withSource(source: string, directory: string): LoadedRun {
  const run = makeRun();
  return {
    ...run,
    directory,
    result: { ...run.result, scenario: { ...run.result.scenario, source, hash: source } },
  };
}

describe('refuseIncomparable', () => {
  it('lets runs of one scenario through, however it is written', () => {
    expect(() =>
      refuseIncomparable([withSource(text, 'a'), withSource(`# x\n${text}`, 'b')], false),
    ).not.toThrow();
  });

  it('names the run that is of another scenario, unless that is what is wanted', () => {
    const runs = [withSource(text, 'a'), withSource(text, 'b'), withSource(text.replace('10', '20'), 'c')];
    expect(() => refuseIncomparable(runs, false)).toThrow(
      expect.objectContaining({ code: 'SQUALL_COMPARE', place: { file: 'c' } }),
    );
    expect(() => refuseIncomparable(runs, false)).toThrow(
      'the scenario crash-storm of this run is another than that of a: clients is not the same',
    );
    expect(() => refuseIncomparable(runs, true)).not.toThrow();
  });

  it('goes by the text where the scenario is not valid any more', () => {
    const [ours, theirs] = [withSource('name: [', 'a'), withSource('name: {', 'b')];
    expect(() => refuseIncomparable([ours, ours], false)).not.toThrow();
    expect(() => refuseIncomparable([ours, theirs], false)).toThrow();
  });
});

describe('explainNoneValid', () => {
  it('has nothing to say when one trial is valid', () => {
    expect(explainNoneValid([makeRun()])).toBeUndefined();
  });

  it('says why there is nothing to conclude from', () => {
    const run = makeRun();
    const reasons = [{ code: 'SEND_LAG', phase: null, message: 'messages left late', remedy: 'x' }];
    const trials = run.result.trials.map((trial) => ({
      ...trial,
      validity: { status: 'invalid' as const, reasons },
    }));
    const said = explainNoneValid([{ ...run, result: { ...run.result, trials } }]);
    expect(said).toBe(
      `not one of ${trials.length} trials is valid, so nothing is ranked: messages left late`,
    );
  });
});
