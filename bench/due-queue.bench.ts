/**
 * Planning, cancelling and running the timers of many simulated clients: one heap with one timer against a `setTimeout`
 * for each. A client plans a connect time-out with every attempt and mostly calls it off again, so that is what is
 * measured. It supports the decision to have a queue of our own: it must not cost more than Node's timers, which round
 * to milliseconds and take an object and a closure each.
 */
import { bench, describe } from 'vitest';
import { DueQueue, type DueTask } from '../src/system/due-queue.js';
import { randomStream } from '../src/system/random.js';

for (const clients of [1_000, 20_000]) {
  const random = randomStream(1, 'bench');
  const delaysUs = Array.from({ length: clients }, () => Math.floor(random() * 10_000_000));

  describe(`${clients} clients plan an attempt and a time-out and call the time-out off`, () => {
    bench('DueQueue', () => {
      let nowUs = 0;
      let ran = 0;
      const task: DueTask = {
        onDue: () => {
          ran++;
        },
      };
      const queue = new DueQueue({ nowUs: () => nowUs }, { set: () => () => undefined });
      for (const delayUs of delaysUs) {
        const handle = queue.at(delayUs + 5_000_000, task);
        queue.at(delayUs, task);
        queue.cancel(handle);
      }
      for (; nowUs <= 10_000_000; nowUs += 1_000) queue.run();
      if (ran !== clients) throw new Error(`${ran} of ${clients} ran`);
    });

    // Without the running, which would take the time itself: planning and cancelling alone cost this much.
    bench('setTimeout', () => {
      let ran = 0;
      const timers = delaysUs.map((delayUs) => {
        clearTimeout(setTimeout(() => ran++, (delayUs + 5_000_000) / 1_000));
        return setTimeout(() => ran++, 1_000 + delayUs / 1_000);
      });
      for (const timer of timers) clearTimeout(timer);
      if (ran !== 0) throw new Error('a timer ran before its time');
    });
  });
}
