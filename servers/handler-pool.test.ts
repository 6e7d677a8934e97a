import { describe, expect, it } from 'vitest';
import { HandlerPool, type Job } from './handler-pool.js';

function makeJobs(count: number): { jobs: Job[]; started: number[] } {
  const started: number[] = [];
  const jobs = Array.from({ length: count }, (_, index) => ({ start: () => void started.push(index) }));
  return { jobs, started };
}

describe('a pool of handlers', () => {
  it('starts as many as it has, keeps as many as its queue takes, and refuses the others', () => {
    const pool = new HandlerPool(2, 2);
    const { jobs, started } = makeJobs(5);
    expect(jobs.map((job) => pool.enter(job))).toEqual([
      'started',
      'started',
      'waiting',
      'waiting',
      'refused',
    ]);
    expect(started).toEqual([0, 1]);
    expect(pool.listWaiting()).toEqual(jobs.slice(2, 4));
  });

  it('starts those that wait in order of arrival, one for each that ends', () => {
    const pool = new HandlerPool(1, 10);
    const { jobs, started } = makeJobs(4);
    const [first, second, third, fourth] = jobs as [Job, Job, Job, Job];
    for (const job of jobs) pool.enter(job);
    pool.finish(third);
    pool.finish(first);
    expect(started).toEqual([0, 1]);
    pool.finish(first);
    expect([started, pool.running]).toEqual([[0, 1], 1]);
    pool.finish(second);
    pool.finish(fourth);
    expect([started, pool.running]).toEqual([[0, 1, 3], 0]);
  });

  it('copes with jobs that are done before they have started', () => {
    const pool = new HandlerPool(1, 10);
    const { jobs } = makeJobs(2);
    const instant: Job[] = [0, 1].map(() => {
      const job: Job = { start: () => pool.finish(job) };
      return job;
    });
    const [held] = jobs as [Job];
    pool.enter(held);
    for (const job of instant) pool.enter(job);
    pool.finish(held);
    expect([pool.running, pool.listWaiting()]).toEqual([0, []]);
  });
});
