import { randomStream } from '../system/random.js';

/** When the polls of short-poll clients are due: at `originUs + phaseUs(client) + k · periodUs` for every integer k. */
export interface PollGrid {
  readonly periodUs: number;
  readonly originUs: number;
  /** Phase of a client's polls within the period, [0, periodUs). */
  phaseUs(client: number): number;
}

/** A grid whose phases come from the seed and the client's number: the same in every process. */
export function createPollGrid(seed: number, periodUs: number, originUs: number): PollGrid {
  return {
    periodUs,
    originUs,
    phaseUs: (client) => Math.floor(randomStream(seed, 'poll-phase', client)() * periodUs),
  };
}

/** The first instant after `afterUs` at which a poll of `client` is due, whatever happened to earlier ones. */
export function nextPollUs(grid: PollGrid, client: number, afterUs: number): number {
  const first = grid.originUs + grid.phaseUs(client);
  return first + (Math.floor((afterUs - first) / grid.periodUs) + 1) * grid.periodUs;
}

/** How many polls fell due after the one of `dueUs`, up to and including `nowUs`. */
export function countSkippedPolls(grid: PollGrid, dueUs: number, nowUs: number): number {
  return Math.max(0, Math.floor((nowUs - dueUs) / grid.periodUs));
}
