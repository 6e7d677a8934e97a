import type { LoadedTrial } from '../../storage/loaded-run.js';
import { bytes, list, type Phrase, plain, type Quantity, say, us } from '../report/phrase.js';
import type { Verdict } from '../report/report-model.js';
import { groupValidTrials, type Ranked, rankGroups } from '../report/trial-groups.js';

interface CostQuestion {
  readonly topic: string;
  readonly least: string;
  readonly read: (trial: LoadedTrial) => number | null;
  readonly show: (value: number) => Quantity;
  readonly remark: Phrase;
}

const questions: readonly CostQuestion[] = [
  {
    topic: 'Bytes on the wire',
    least: 'Fewest bytes beside the payload, per delivered message',
    read: (trial) => trial.result.bytes.overheadPerMessage,
    show: bytes,
    remark: say`Counted at the sockets, both directions; connection set-up is given apart, per connection.`,
  },
  {
    topic: 'Cost to the server',
    least: 'Least server CPU time per delivered message',
    read: (trial) => trial.result.server.cpuUsPerDelivered,
    show: us,
    remark: say`CPU time of the server's processes after the warm-up, their starts left out, divided by the deliveries of that time: it includes reconnecting and, for polls, answering empty ones. A transport that batches messages spreads one response over many.`,
  },
];

/** Says which transport costs least in bytes and in server CPU; a question without figures is left out. */
export function judgeCosts(trials: readonly LoadedTrial[]): Verdict[] {
  const groups = groupValidTrials(trials, ['reconnect']);
  return questions.flatMap((question) => {
    const { ranked, level } = rankGroups(groups, question.read);
    const best = ranked[0];
    if (best === undefined) return [];
    const tell = ({ group, spread }: Ranked): Phrase => say`${group.name} (${question.show(spread.median)})`;
    const rest = ranked.slice(level).map((entry) => {
      if (best.spread.median <= 0) return tell(entry);
      const times = plain(entry.spread.median / best.spread.median);
      return say`${entry.group.name} ${times} times as much (${question.show(entry.spread.median)})`;
    });
    const leaders = list(ranked.slice(0, level).map(tell));
    const doubt = level > 1 ? ', which these runs cannot tell apart' : '';
    const head = say`${question.least}: ${leaders}${doubt}.`;
    const others = rest.length > 0 ? [say`Against ${best.group.name}: ${list(rest)}.`] : [];
    return [{ topic: question.topic, headline: head, details: [...others, question.remark] }];
  });
}
