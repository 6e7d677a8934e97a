import { describe, expect, it } from 'vitest';
import { adviseNames, suggestNearest } from './suggest-nearest.js';

describe('suggestNearest', () => {
  it.each([
    ['raet', ['rate', 'payload'], 'rate'],
    ['ramp-up', ['rampUp', 'warmUp'], 'rampUp'],
    ['RAMPUP', ['rampUp', 'warmUp'], 'rampUp'],
    ['longpoll', ['long-poll', 'short-poll'], 'long-poll'],
    ['at', ['by', 'how'], undefined],
    ['banana', ['rate', 'payload'], undefined],
    ['', ['rate'], undefined],
    ['x'.repeat(1000), ['x'], undefined],
    ['rate', [], undefined],
  ])('%s', (written, candidates, nearest) => {
    expect(suggestNearest(written, candidates)).toBe(nearest);
  });
});

describe('adviseNames', () => {
  it.each([
    ['raet', ['rate', 'payload'], 'did you mean `rate`? valid: rate, payload'],
    ['banana', ['rate', 'payload'], 'valid: rate, payload'],
    ['banana', [], 'nothing is valid here'],
  ])('%s among %j', (written, candidates, advice) => {
    expect(adviseNames(written, candidates)).toBe(advice);
  });

  it('names the nearest of very many', () => {
    const many = Array.from({ length: 100 }, (_, at) => `key${at}`);
    const advice = adviseNames('key42x', many);
    expect(advice).toMatch(/^did you mean `key42`\? valid, among 100: key42, .*; see docs\/scenarios\.md$/);
    expect(advice.split(', ')).toHaveLength(13);
  });
});
