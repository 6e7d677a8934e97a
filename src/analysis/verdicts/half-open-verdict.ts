import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { HalfOpenResult, LatencySummary } from '../../storage/result.js';
import { count, list, type Phrase, say, us } from '../report/phrase.js';
import type { TrialHead, Verdict } from '../report/report-model.js';

/** Trials differ in what lets somebody notice, so they stand beside each other. */
const mostInHeadline = 4;

/** Says who noticed half-open connections, and when; undefined when no valid trial had any. */
export function judgeHalfOpen(
  trials: readonly LoadedTrial[],
  heads: readonly TrialHead[],
): Verdict | undefined {
  const told = heads.flatMap(({ name, standing }, at) => {
    const halfOpen = trials[at]?.result.halfOpen;
    return halfOpen === undefined || standing !== 'valid' ? [] : [tellTrial(name, halfOpen)];
  });
  if (told.length === 0) return undefined;
  return {
    topic: 'Half-open connections',
    headline: say`${list(told.slice(0, mostInHeadline), '; ', '; ')}.`,
    details: told.slice(mostInHeadline).map((phrase) => say`${phrase}.`),
  };
}

function tellTrial(name: string, { silenced, clients, server, zombies }: HalfOpenResult): Phrase {
  const held =
    zombies.atEnd > 0
      ? say`, and ${count(zombies.atEnd)} were still held for nobody at the end`
      : zombies.peak > 0
        ? say`, and at most ${count(zombies.peak)} were held for nobody at once`
        : [];
  return say`${name}: of ${count(silenced)} connections that went silent without a word clients gave up ${tellSide(clients.afterUs)}, the server ${tellSide(server.afterUs)}${held}`;
}

function tellSide({ count: number, p50, max }: LatencySummary): Phrase {
  if (number === 0) return say`none`;
  return say`${count(number)} (after ${us(p50)} in the median, ${us(max)} at most)`;
}
