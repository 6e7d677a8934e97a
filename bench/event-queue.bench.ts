/**
 * The simulator's event queue: each of many clients waits for one instant, is taken when it comes and waits anew. A timing wheel on typed
 * arrays against a binary heap of objects (tinyqueue), which is what one would otherwise use. It supports the decision to have a
 * queue of our own: ten million clients in under a minute need some hundred million of these steps.
 */
import TinyQueue from 'tinyqueue';
import { bench, describe } from 'vitest';
import { TimingWheel } from '../src/simulation/timing-wheel.js';
import { randomStream } from '../src/system/random.js';

const rounds = 4;

for (const clients of [10_000, 1_000_000]) {
  const random = randomStream(1, 'bench');
  const delaysUs = Float64Array.from({ length: clients }, () => Math.floor(random() * 10_000_000));
  const options = { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 1 };

  describe(`${clients} clients wait ${rounds} times each`, () => {
    bench(
      'TimingWheel',
      () => {
        const wheel = new TimingWheel();
        for (let client = 0; client < clients; client++) wheel.plan(client, delaysUs[client] as number);
        let left = (rounds - 1) * clients;
        let taken = 0;
        for (let client = wheel.take(); client >= 0; client = wheel.take()) {
          taken++;
          if (left-- > 0) wheel.plan(client, wheel.nowUs + (delaysUs[client] as number));
        }
        check(taken, clients);
      },
      options,
    );

    bench(
      'tinyqueue',
      () => {
        const queue = new TinyQueue<{ client: number; dueUs: number }>([], (a, b) => a.dueUs - b.dueUs);
        for (let client = 0; client < clients; client++)
          queue.push({ client, dueUs: delaysUs[client] as number });
        let left = (rounds - 1) * clients;
        let taken = 0;
        for (let event = queue.pop(); event !== undefined; event = queue.pop()) {
          taken++;
          if (left-- > 0)
            queue.push({ client: event.client, dueUs: event.dueUs + (delaysUs[event.client] as number) });
        }
        check(taken, clients);
      },
      options,
    );
  });
}

function check(taken: number, clients: number): void {
  if (taken !== rounds * clients) throw new Error(`${taken} events of ${rounds * clients}`);
}
