import { parentPort } from 'node:worker_threads';
import { listEchoInstants } from '../schedule/echo-grid.js';
import { hostClock } from '../system/clock.js';
import type { MetronomeTask } from './metronome.js';
import { PreciseAlarm } from './precise-alarm.js';

// Entry point of the metronome's thread: one task, then a tick for each of its instants.
parentPort?.once('message', ({ grid, clients, leadUs }: MetronomeTask) => {
  const instants = listEchoInstants(grid, clients);
  const alarm = new PreciseAlarm(hostClock);
  const awaitNext = (): void => {
    const next = instants.next();
    if (next.done === true) return;
    alarm.set(next.value.dueUs - leadUs, () => {
      parentPort?.postMessage(null);
      awaitNext();
    });
  };
  awaitNext();
});
