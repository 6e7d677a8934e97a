import type { PollSettings } from './transport.js';

/**
 * The first instant after `afterUs` at which a poll of `client` is due. Polls are due at
 * `originUs + phaseUs(client) + k · periodUs` for every integer k, whatever happened to earlier ones.
 */
export function nextPollUs(poll: PollSettings, client: number, afterUs: number): number {
  const first = poll.originUs + poll.phaseUs(client);
  return first + (Math.floor((afterUs - first) / poll.periodUs) + 1) * poll.periodUs;
}

/** How many polls fell due after the one of `dueUs`, up to and including `nowUs`. */
export function countSkippedPolls(poll: PollSettings, dueUs: number, nowUs: number): number {
  return Math.max(0, Math.floor((nowUs - dueUs) / poll.periodUs));
}
