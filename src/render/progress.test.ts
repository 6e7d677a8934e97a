import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../system/clock.js';
import type { ProgressEvent, ProgressTick } from '../workers/progress-event.js';
import { startProgress } from './progress.js';
import { tellPlainly } from './progress-plain.js';
import { followProgress, noProgress } from './progress-state.js';
import { drawBar, drawLive } from './progress-tty.js';

const started: ProgressEvent = {
  kind: 'run-started',
  name: 'storm',
  trials: 2,
  estimatedUs: 40_000_000,
  directory: 'results/storm',
};
const trial: ProgressEvent = {
  kind: 'trial-started',
  index: 0,
  total: 2,
  id: '01-sse-fixed',
  labels: { transport: 'sse', reconnect: 'fixed' },
};
const tick: ProgressTick = {
  kind: 'tick',
  phase: 'steady',
  clientsConnected: 999,
  clients: 1000,
  messagesPerSecond: 20_000,
  missing: 3,
  worstLatencyUs: 14_600,
  trialLeftUs: 10_000_000,
  runLeftUs: 30_000_000,
};
const ended: ProgressEvent = {
  kind: 'trial-ended',
  id: '01-sse-fixed',
  standing: 'valid',
  summary: 'p50 3.2 ms',
};

function follow(...events: ProgressEvent[]): ReturnType<typeof followProgress> {
  return events.reduce(followProgress, noProgress);
}

describe('drawLive', () => {
  it('shows the trial, how far the run is, and how the trial goes', () => {
    expect(drawLive(follow(started, trial, tick), 80, false)).toEqual([
      'trial 1/2  sse, fixed',
      '██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  steady  30 s left',
      '999/1,000 connected  ·  20,000 messages/s  ·  3 missing  ·  worst 14.6 ms',
    ]);
  });

  it('shows nothing between trials', () => {
    expect(drawLive(follow(started), 80, false)).toEqual([]);
    expect(drawLive(follow(started, trial, tick, ended), 80, false)).toEqual([]);
  });

  it('never wraps', () => {
    for (const line of drawLive(follow(started, trial, tick), 30, false))
      expect(line.length).toBeLessThanOrEqual(30);
  });

  it.each([
    [-0.5, '░░░░'],
    [0, '░░░░'],
    [0.5, '██░░'],
    [1.7, '████'],
  ])('draws %d of a bar as %s', (share, bar) => {
    expect(drawBar(share, 4)).toBe(bar);
  });
});

describe('tellPlainly', () => {
  it('tells a tick only once in a while', () => {
    expect(tellPlainly(follow(started, trial, tick), tick, 4_999_999)).toEqual([]);
    expect(tellPlainly(follow(started, trial, tick), tick, 5_000_000)).toEqual([
      '  steady, 999/1,000 connected, 20,000 messages/s, 3 missing, worst 14.6 ms, 30 s left',
    ]);
  });

  it.each<[ProgressEvent, string]>([
    [started, 'storm: 2 trials, about 40 s, into results/storm'],
    [trial, 'trial 1/2 01-sse-fixed'],
    [{ kind: 'phase', trial: '01', phase: 'outage', atUs: 7_000_000 }, '     7.0 s outage'],
    [{ kind: 'fault', description: 'crash', atUs: 7_000_000 }, '     7.0 s fault: crash'],
    [{ kind: 'notice', level: 'warning', message: 'busy' }, '  warning: busy'],
    [ended, 'trial 01-sse-fixed: valid; p50 3.2 ms'],
    [
      { kind: 'run-ended', status: 'interrupted', finishedTrials: 2, directory: 'results/a' },
      'storm: interrupted',
    ],
    [{ kind: 'run-ended', status: 'failed', finishedTrials: 0, directory: 'results/a' }, 'storm: failed'],
    [
      { kind: 'run-ended', status: 'failed', finishedTrials: 2, directory: 'results/a' },
      'storm: failed\n2 finished trials are kept in results/a; render with: squall report results/a',
    ],
  ])('tells %o', (event, line) => {
    expect(tellPlainly(follow(started, event), event, 0).join('\n')).toBe(line);
  });
});

describe('startProgress', () => {
  function record(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
    const pipe = new PassThrough();
    const stream = Object.assign(pipe, { isTTY, columns: 80, rows: 24 }) as unknown as NodeJS.WriteStream;
    return { stream, text: () => String(pipe.read() ?? '') };
  }

  class ScriptedClock implements Clock {
    us = 0;
    nowUs(): number {
      return this.us;
    }
  }

  it('writes plain lines where there is no terminal', () => {
    const { stream, text } = record(false);
    const clock = new ScriptedClock();
    const { emit, stop } = startProgress({ stream, clock });
    for (const event of [started, trial, tick]) emit(event);
    clock.us = 6_000_000;
    emit(tick);
    emit(tick);
    stop();
    expect(
      text()
        .split('\n')
        .map((line) => line.slice(0, 12)),
    ).toEqual(['storm: 2 tri', 'trial 1/2 01', '  steady, 99', '']);
  });

  it('redraws at most five times a second and goes quiet once stopped', () => {
    const { stream, text } = record(true);
    const clock = new ScriptedClock();
    const { emit, stop } = startProgress({ stream, clock });
    emit(started);
    emit(trial);
    text();
    for (let at = 0; at < 10; at++) {
      clock.us += 50_000;
      emit({ ...tick, missing: at });
    }
    expect(text().match(/connected/g)).toHaveLength(2);
    stop();
    text();
    emit(tick);
    stop();
    expect(text()).toBe('');
  });
});
