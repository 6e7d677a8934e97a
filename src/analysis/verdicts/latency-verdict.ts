import type { LoadedTrial } from '../../storage/loaded-run.js';
import { list, type Phrase, plain, say, us } from '../report/phrase.js';
import type { Verdict } from '../report/report-model.js';
import { groupValidTrials, measureSpread, type Ranked, rankGroups } from '../report/trial-groups.js';

/** Ranks the transports by delivery latency in the steady phase; undefined when no valid trial had one. */
export function judgeLatency(trials: readonly LoadedTrial[]): Verdict | undefined {
  // Before a fault the reconnect policy has nothing to decide, so trials of all policies measure the same thing.
  const groups = groupValidTrials(trials, ['reconnect']);
  const { ranked, level } = rankGroups(groups, steadyP50);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const leaders = ranked.slice(0, level);
  const headline =
    leaders.length > 1
      ? say`Lowest delivery latency in steady state: ${list(leaders.map(tellGroup))}, which these runs cannot tell apart.`
      : say`Lowest delivery latency in steady state: ${tellGroup(best)}.`;
  const others = ranked.slice(level).map((entry) => tellDistance(entry, best));
  return {
    topic: 'Delivery latency',
    headline: ranked.length === 1 ? say`Delivery latency in steady state: ${tellGroup(best)}.` : headline,
    details: [...others, ...groups.flatMap((group) => tellPollTheory(group.name, group.trials))],
  };
}

function steadyP50(trial: LoadedTrial): number | null | undefined {
  return trial.result.deliveryLatencyByPhaseUs.steady?.p50;
}

function tellGroup({ group, spread }: Ranked): Phrase {
  const p99 = measureSpread(group.trials, (trial) => trial.result.deliveryLatencyByPhaseUs.steady?.p99);
  return say`${group.name} (p50 ${us(spread.median)}, p99 ${us(p99?.median ?? null)})`;
}

function tellDistance(entry: Ranked, best: Ranked): Phrase {
  const times = plain(entry.spread.median / best.spread.median);
  return say`${tellGroup(entry)}: ${times} times the p50 of ${best.group.name}.`;
}

/** A message that arrives at a random instant of the poll period waits for half of it on average. */
function tellPollTheory(name: string, trials: readonly LoadedTrial[]): Phrase[] {
  const trial = trials[0]?.result;
  const spread = measureSpread(trials, steadyP50);
  if (trial?.labels.transport !== 'short-poll' || spread === undefined) return [];
  const expectedUs = trial.plan.pollPeriodUs / 2;
  const near = Math.abs(spread.median - expectedUs) <= expectedUs / 10;
  const theory = say`half of its poll period P, as theory says (P/2 = ${us(expectedUs)})`;
  return near
    ? [
        say`The p50 of ${name}, ${us(spread.median)}, is ${theory}: it is chosen by the period, not by the server.`,
      ]
    : [
        say`The p50 of ${name}, ${us(spread.median)}, is off the P/2 = ${us(expectedUs)} that the poll period alone explains.`,
      ];
}
