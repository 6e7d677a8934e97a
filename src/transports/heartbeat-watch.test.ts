import { describe, expect, it } from 'vitest';
import { SteppedTime } from '../load/testing/stepped-time.js';
import { HeartbeatWatch } from './heartbeat-watch.js';

/** Every 1,000 us a ping, which may go unanswered for 400 us. */
function watchOver(answer: (watch: HeartbeatWatch, time: SteppedTime, ping: number) => void) {
  const time = new SteppedTime();
  const told = { pings: [] as number[], missed: [] as number[] };
  const context = {
    clock: time,
    get due() {
      return time.due;
    },
  };
  const watch: HeartbeatWatch = new HeartbeatWatch(
    context,
    { everyUs: 1_000, timeoutUs: 400 },
    {
      ping() {
        told.pings.push(time.nowUs());
        answer(watch, time, told.pings.length);
      },
      missPong: () => told.missed.push(time.nowUs()),
    },
  );
  return { time, told, watch };
}

const answerAfter = (us: number) => (watch: HeartbeatWatch, time: SteppedTime) =>
  time.plan(time.nowUs() + us, () => watch.takePong());

describe('HeartbeatWatch', () => {
  it('pings at its pace for as long as it is answered in time', () => {
    const { time, told } = watchOver(answerAfter(399));
    time.advanceTo(4_500);
    expect(told).toEqual({ pings: [1_000, 2_000, 3_000, 4_000], missed: [] });
  });

  it('tells once when a ping stays unanswered, and pings no more', () => {
    const { time, told } = watchOver((watch, _, ping) => {
      if (ping < 3) watch.takePong();
    });
    time.advanceTo(10_000);
    expect(told).toEqual({ pings: [1_000, 2_000, 3_000], missed: [3_400] });
    expect(time.due.size).toBe(0);
  });

  it('takes an answer that comes too late for none', () => {
    const { time, told } = watchOver(answerAfter(401));
    time.advanceTo(10_000);
    expect(told.missed).toEqual([1_400]);
  });

  it('takes no pong for the answer to a later ping', () => {
    const { time, told, watch } = watchOver(() => undefined);
    time.plan(900, () => watch.takePong());
    time.advanceTo(10_000);
    expect(told.missed).toEqual([1_400]);
  });

  it('waits with one entry, and with none once it is stopped', () => {
    const { time, told, watch } = watchOver(answerAfter(0));
    time.advanceTo(1_200);
    expect(time.due.size).toBe(1);
    watch.stop();
    time.advanceTo(10_000);
    expect(told).toEqual({ pings: [1_000], missed: [] });
    expect(time.due.size).toBe(0);
  });
});
