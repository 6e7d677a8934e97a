import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { HalfOpenResult, LatencySummary } from '../../storage/result.js';
import { count, type Phrase, say, us } from '../report/phrase.js';
import type { TrialHead, Verdict } from '../report/report-model.js';

/** Says who noticed half-open connections, and when; undefined when no valid trial had any. */
export function judgeHalfOpen(
  trials: readonly LoadedTrial[],
  heads: readonly TrialHead[],
): Verdict | undefined {
  const told = heads.flatMap(({ name, standing }, at) => {
    const halfOpen = trials[at]?.result.halfOpen;
    return halfOpen === undefined || standing !== 'valid' ? [] : [tellTrial(name, halfOpen)];
  });
  const [headline, ...details] = told;
  return headline && { topic: 'Half-open connections', headline, details };
}

function tellTrial(name: string, { silenced, clients, server, zombies }: HalfOpenResult): Phrase {
  const held =
    zombies.atEnd > 0
      ? say`; ${count(zombies.atEnd)} were still held for nobody at the end`
      : zombies.peak > 0
        ? say`; at most ${count(zombies.peak)} were held for nobody at once`
        : [];
  return say`${name}: of ${count(silenced)} connections that went silent without a word clients gave up ${tellSide(clients.afterUs)}, the server ${tellSide(server.afterUs)}${held}.`;
}

function tellSide({ count: number, p50, max }: LatencySummary): Phrase {
  if (number === 0) return say`none`;
  return say`${count(number)} (after ${us(p50)} in the median, ${us(max)} at most)`;
}
