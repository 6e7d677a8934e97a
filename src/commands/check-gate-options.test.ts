import { describe, expect, it } from 'vitest';
import { makeGateArguments } from '../../test/fixtures/make-gate-arguments.js';
import { SquallError } from '../errors.js';
import { checkGateOptions } from './check-gate-options.js';
import type { GateArguments } from './gate-options.js';

const calibrate = { subject: ['calibrate', 'a.yaml'] };
const commands = { baseline: 'old', candidate: 'new' };
const refs = { 'baseline-ref': 'main', 'candidate-ref': 'HEAD' };
const resume = { subject: [], resume: 'results/x' };

function check(given: Partial<GateArguments>): string {
  try {
    checkGateOptions(makeGateArguments({ subject: ['a.yaml'], ...given }));
    return '';
  } catch (error) {
    return error instanceof SquallError ? error.toLine() : String(error);
  }
}

describe('options of a gate', () => {
  it.each<[string, Partial<GateArguments>]>([
    ['a scenario alone', {}],
    ['what stored values are judged by', { metric: 'delivery.p50', delta: '10%', limit: ['lost < +1%'] }],
    ['several runs against a baseline', { runs: 15, only: ['transport=sse'], seed: 2 }],
    ['two commands', { ...commands, pairs: 9, sequential: true, delta: '10%' }],
    ['two revisions', { ...refs, server: 'node a.js', build: 'npm ci', pairs: 9 }],
    ['a calibration', { ...calibrate, pairs: 20, effect: '30%', metric: 'lost', only: ['transport=sse'] }],
    [
      'going on, told in another way',
      { ...resume, junit: 'a.xml', html: 'a.html', json: true, strict: true },
    ],
    ['a calibration that goes on', { subject: ['calibrate'], resume: 'results/x' }],
  ])('are right: %s', (_name, given) => {
    expect(check(given)).toBe('');
  });

  it.each<[Partial<GateArguments>, RegExp]>([
    [{ pairs: Number.NaN }, /^--pairs needs two sides.*--baseline-ref and --candidate-ref \(SQUALL_USAGE\)$/],
    [{ sequential: true }, /^--sequential needs two sides/],
    [{ server: 'x', build: 'y' }, /^--build needs --baseline-ref and --candidate-ref/],
    [{ ...commands, server: 'x' }, /^--server needs --baseline-ref and --candidate-ref/],
    [{ effect: 'nonsense' }, /^--effect is of `calibrate`/],
    [{ ...commands, runs: 5 }, /^--runs is of a gate against a stored baseline/],
    [{ ...calibrate, ...commands }, /^--baseline says nothing to calibrate/],
    [{ ...resume, subject: ['other.yaml'] }, /^other\.yaml is given beside --resume/],
    [{ subject: ['calibrate', 'other.yaml'], resume: 'x' }, /^other\.yaml is given beside --resume/],
    [{ ...resume, pairs: 99 }, /^--pairs is given beside --resume.*only --out, .*--strict may be given/],
    [{ ...resume, delta: '50%' }, /^--delta is given beside --resume/],
    [{ ...resume, metric: 'lost' }, /^--metric is given beside --resume/],
    [{ ...resume, ...commands }, /^--baseline is given beside --resume/],
    [{ ...resume, baselines: 'elsewhere' }, /^--baselines is given beside --resume/],
  ])('are refused where they would say nothing: %j', (given, line) => {
    expect(check(given)).toMatch(line);
  });
});
