import { describe, expect, it } from 'vitest';
import { SteppedTime } from '../load/testing/stepped-time.js';
import { SilenceWatch } from './silence-watch.js';

function watchFor(patienceUs: number) {
  const time = new SteppedTime();
  const rings: number[] = [];
  const context = {
    clock: time,
    get due() {
      return time.due;
    },
  };
  const watch = new SilenceWatch(context, patienceUs, () => rings.push(time.nowUs()));
  return { time, rings, watch };
}

describe('SilenceWatch', () => {
  it('rings once, when nothing was heard for the whole time', () => {
    const { time, rings } = watchFor(1_000);
    time.advanceTo(10_000);
    expect(rings).toEqual([1_000]);
  });

  it('counts from what was heard last', () => {
    const { time, rings, watch } = watchFor(1_000);
    for (const atUs of [300, 900, 1_800]) time.plan(atUs, () => watch.hear());
    time.advanceTo(10_000);
    expect(rings).toEqual([2_800]);
  });

  it('sets no timer for what it hears', () => {
    const { time, watch } = watchFor(1_000);
    for (let heard = 0; heard < 100; heard++) watch.hear();
    expect(time.due.size).toBe(1);
  });

  it('stops', () => {
    const { time, rings, watch } = watchFor(1_000);
    watch.stop();
    time.advanceTo(10_000);
    expect(rings).toEqual([]);
    expect(time.due.size).toBe(0);
  });
});
