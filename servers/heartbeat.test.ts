import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('reaches every member once per period', () => {
  const beats: number[] = [];
  const heartbeat = new Heartbeat<number>(1_000_000, (member) => beats.push(member));
  const members = Array.from({ length: 50 }, (_, index) => index);
  for (const member of members) heartbeat.add(member);
  vi.advanceTimersByTime(1000);
  expect(beats.toSorted((a, b) => a - b)).toEqual(members);
  vi.advanceTimersByTime(1000);
  expect(beats).toHaveLength(100);
  heartbeat.stop();
});

it('spreads them over the period, from one timer', () => {
  let beats = 0;
  const heartbeat = new Heartbeat<number>(1_000_000, () => beats++);
  for (let member = 0; member < 200; member++) heartbeat.add(member);
  expect(vi.getTimerCount()).toBe(1);
  for (let turn = 1; turn <= 20; turn++) {
    vi.advanceTimersByTime(50);
    expect(beats).toBe(turn * 10);
  }
  heartbeat.stop();
});

it('leaves out members that were removed, and stops', () => {
  const beats: string[] = [];
  const heartbeat = new Heartbeat<string>(100_000, (member) => beats.push(member));
  heartbeat.add('a');
  heartbeat.add('b');
  heartbeat.remove('a');
  expect(heartbeat.members).toBe(1);
  vi.advanceTimersByTime(100);
  expect(beats).toEqual(['b']);
  heartbeat.stop();
  vi.advanceTimersByTime(1000);
  expect(beats).toEqual(['b']);
  expect(heartbeat.members).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('lets a member be removed in its own turn', () => {
  const heartbeat: Heartbeat<number> = new Heartbeat(10_000, (member) => heartbeat.remove(member));
  for (let member = 0; member < 5; member++) heartbeat.add(member);
  vi.advanceTimersByTime(10);
  expect(heartbeat.members).toBe(0);
  heartbeat.stop();
});
