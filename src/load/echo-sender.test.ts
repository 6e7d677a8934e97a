import { describe, expect, it } from 'vitest';
import { listEchoInstants } from '../schedule/echo-grid.js';
import { EchoSender } from './echo-sender.js';
import type { MetronomeTask } from './metronome.js';
import { SteppedTime } from './testing/stepped-time.js';

const grid = { seed: 1, ratePerSecond: 20, originUs: 1_000, endUs: 1_001_000 };

function makeStage(count: number) {
  const time = new SteppedTime();
  const sent: { client: number; sequence: number; dueUs: number; atUs: number }[] = [];
  let tick = (): void => undefined;
  let task: MetronomeTask | undefined;
  const sender = new EchoSender(time, (onTick) => {
    tick = onTick;
    const start = (given: MetronomeTask): void => {
      task = given;
    };
    return { start, stop: () => Promise.resolve() };
  });
  const clients = Array.from({ length: count }, (_, index) => ({
    index,
    sendEcho: (sequence: number, dueUs: number) =>
      void sent.push({ client: index, sequence, dueUs, atUs: time.nowUs() }),
  }));
  sender.start(grid, clients);
  return { time, sent, sender, tick: () => tick(), task };
}

describe('EchoSender', () => {
  it('sends every message of every client when it is due, once', () => {
    const { time, sent, tick, task } = makeStage(5);
    const planned = [...listEchoInstants(grid, [0, 1, 2, 3, 4])];
    expect(task?.clients).toEqual([0, 1, 2, 3, 4]);
    for (const { dueUs } of planned) {
      time.advanceTo(dueUs);
      tick();
    }
    expect(sent).toEqual(planned.map((instant) => ({ ...instant, atUs: instant.dueUs })));
  });

  it('sends after a standstill all that fell due in it, with their own instants', () => {
    const { time, sent, tick } = makeStage(3);
    time.advanceTo(600_000);
    tick();
    const planned = [...listEchoInstants(grid, [0, 1, 2])].filter(({ dueUs }) => dueUs <= 600_000);
    expect(sent).toEqual(planned.map((instant) => ({ ...instant, atUs: 600_000 })));
  });

  it('sends nothing before its time, nor after it was stopped', async () => {
    const { time, sent, sender, tick } = makeStage(3);
    tick();
    expect(sent).toEqual([]);
    await sender.stop();
    time.advanceTo(2_000_000);
    tick();
    expect(sent).toEqual([]);
  });

  it('has the metronome tick early by no more than a share of the mean gap', () => {
    // 100 clients × 20/s: a message every 500 µs.
    expect(makeStage(100).task?.leadUs).toBe(100);
    expect(makeStage(1).task?.leadUs).toBe(300);
  });
});
