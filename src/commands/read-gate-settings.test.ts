import { describe, expect, it } from 'vitest';
import { makeGateArguments } from '../../test/fixtures/make-gate-arguments.js';
import type { GateArguments } from './gate-options.js';
import { asksForPairs, readGateSettings } from './read-gate-settings.js';

const none = makeGateArguments({ subject: ['a.yaml'] });

describe('what is gated in pairs', () => {
  it('is nothing without sides', () => {
    expect(asksForPairs(none)).toBe(false);
    expect(asksForPairs({ ...none, candidate: 'node new.js' })).toBe(true);
    expect(asksForPairs({ ...none, resume: 'results/x' })).toBe(true);
  });

  it('is kept with the folder that commands are of', () => {
    const settings = readGateSettings({ ...none, baseline: 'old', candidate: 'new', delta: '10%' }, 'gate');
    expect(settings).toMatchObject({ baseline: 'old', candidate: 'new', delta: 0.1, folder: process.cwd() });
  });

  it('has the metrics that have a limit of their own, too', () => {
    const limit = ['connect.p50 < +30%'];
    const { metrics, deltas } = readGateSettings({ ...none, baseline: 'a', candidate: 'b', limit }, 'gate');
    expect(metrics).toContain('connect.p50');
    expect(deltas).toEqual({ 'connect.p50': 0.3 });
  });

  it.each<[string, Partial<GateArguments>, string]>([
    ['half a pair', { baseline: 'old' }, '--baseline is given without --candidate'],
    ['the other half', { 'candidate-ref': 'HEAD' }, '--candidate-ref is given without --baseline-ref'],
    [
      'two kinds of pairs',
      { baseline: 'a', candidate: 'b', 'baseline-ref': 'c', 'candidate-ref': 'd' },
      '--baseline and --baseline-ref are two kinds of pairs',
    ],
    [
      'two scenarios',
      { subject: ['a.yaml', 'b.yaml'], baseline: 'a', candidate: 'b' },
      'pairs are of one scenario',
    ],
    ['a side that is empty', { 'baseline-ref': '', 'candidate-ref': 'HEAD' }, '--baseline-ref is empty'],
    [
      'a scenario beside two',
      { 'baseline-scenario': 'b.yaml', 'candidate-scenario': 'c.yaml' },
      'a.yaml is given beside two scenarios',
    ],
    ['no pairs at all', { baseline: 'a', candidate: 'b', pairs: 0 }, '--pairs'],
  ])('is refused with %s', (_name, given, words) => {
    expect(() => readGateSettings({ ...none, ...given }, 'gate')).toThrow(words);
  });

  it('is not calibrated for a change that does not count', () => {
    const given = { ...none, subject: ['calibrate', 'a.yaml'], delta: '20%' };
    expect(() => readGateSettings(given, 'calibrate')).toThrow('is not above --delta');
  });

  it('needs no sides to calibrate', () => {
    const settings = readGateSettings({ ...none, subject: ['calibrate', 'a.yaml'] }, 'calibrate');
    expect(settings).toMatchObject({ kind: 'calibrate', scenario: 'a.yaml', baseline: null });
  });
});
