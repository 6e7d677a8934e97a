import { describe, expect, it } from 'vitest';
import { countSkippedPolls, nextPollUs } from './poll-grid.js';

const poll = { periodUs: 100, originUs: 1000, phaseUs: (client: number) => client * 10 };

describe('nextPollUs', () => {
  it.each([
    [0, 1000, 1100],
    [0, 1001, 1100],
    [0, 1099, 1100],
    [0, 1100, 1200],
    [3, 1000, 1030],
    [3, 1030, 1130],
    [3, 123_456, 123_530],
    [3, 0, 30],
    [9, 999, 1090],
  ])('gives client %i after %i the instant %i', (client, afterUs, expected) => {
    expect(nextPollUs(poll, client, afterUs)).toBe(expected);
  });
});

describe('countSkippedPolls', () => {
  it.each([
    [1000, 1000, 0],
    [1000, 1099, 0],
    [1000, 1100, 1],
    [1000, 1199, 1],
    [1000, 1350, 3],
  ])('counts for a poll due at %i and answered at %i: %i', (dueUs, nowUs, expected) => {
    expect(countSkippedPolls(poll, dueUs, nowUs)).toBe(expected);
  });
});
