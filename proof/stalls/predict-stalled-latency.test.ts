import { describe, expect, it } from 'vitest';
import {
  findServedUs,
  predictPolls,
  predictPushLatencies,
  predictShortPollLatencies,
} from './predict-stalled-latency.js';

const stalls = [{ fromUs: 100, toUs: 200 }];

describe('findServedUs', () => {
  it.each([
    [99, 99],
    [100, 200],
    [199, 200],
    [200, 200],
  ])('of %i is %i', (atUs, served) => {
    expect(findServedUs(stalls, atUs)).toBe(served);
  });
});

describe('predictPushLatencies', () => {
  it('lets every message of a stall wait for its end', () => {
    expect(predictPushLatencies([90, 110, 130, 199, 200, 250], stalls)).toEqual([0, 90, 70, 1, 0, 0]);
  });

  it('is nothing without a stall', () => {
    expect(predictPushLatencies([1, 2, 3], [])).toEqual([0, 0, 0]);
  });
});

describe('predictPolls', () => {
  it('keeps to the grid without a stall', () => {
    expect(predictPolls({ phaseUs: 5, periodUs: 10 }, [], 0, 25)).toEqual({
      polls: [
        { dueUs: 5, answeredUs: 5 },
        { dueUs: 15, answeredUs: 15 },
        { dueUs: 25, answeredUs: 25 },
      ],
      skipped: 0,
    });
  });

  it('answers a poll of the stall at its end and skips those due meanwhile', () => {
    // Due 80, 110 (waits until 200; 140 and 170 pass, 200 is due as the answer comes), 230.
    expect(predictPolls({ phaseUs: 80, periodUs: 30 }, stalls, 75, 230)).toEqual({
      polls: [
        { dueUs: 80, answeredUs: 80 },
        { dueUs: 110, answeredUs: 200 },
        { dueUs: 230, answeredUs: 230 },
      ],
      skipped: 3,
    });
  });
});

describe('predictShortPollLatencies', () => {
  it('is the time to the next poll without a stall', () => {
    expect(predictShortPollLatencies([0, 3, 10, 11, 19], [], { phaseUs: 10, periodUs: 10 })).toEqual([
      0, 7, 0, 9, 1,
    ]);
  });

  it('gives all messages of a stall to a poll that came in after the first of them', () => {
    // Polls due 60, 120 (answered at 200; 180 passes), 240.
    expect(
      predictShortPollLatencies([50, 90, 110, 150, 190, 210], stalls, { phaseUs: 60, periodUs: 60 }),
    ).toEqual([10, 110, 90, 50, 10, 30]);
  });

  it('gives none of them to a poll that came in before', () => {
    // Polls due 45, 105 (answered at 200 before the message of 110; 165 passes), 225.
    expect(predictShortPollLatencies([90, 110, 150], stalls, { phaseUs: 45, periodUs: 60 })).toEqual([
      110, 115, 75,
    ]);
  });
});
