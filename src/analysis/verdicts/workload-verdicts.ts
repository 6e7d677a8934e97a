import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { CohortResult, TrialResult } from '../../storage/result.js';
import { transportTitles } from '../report/name-trials.js';
import { bytes, count, list, type Phrase, say, share, us } from '../report/phrase.js';
import type { TrialHead, Verdict } from '../report/report-model.js';

/** What trials with more than plain publishing came to, a sentence for each valid one; a topic that no trial has is left out. */
export function judgeWorkloads(trials: readonly LoadedTrial[], heads: readonly TrialHead[]): Verdict[] {
  const valid = heads.flatMap(({ name, standing }, at) => {
    const trial = trials[at]?.result;
    return trial === undefined || standing !== 'valid' ? [] : [{ name, trial }];
  });
  return topics.flatMap(({ topic, tell }) => {
    const told = valid.flatMap(({ name, trial }) => {
      const phrase = tell(trial);
      return phrase === undefined ? [] : [say`${name}: ${phrase}`];
    });
    if (told.length === 0) return [];
    return [
      {
        topic,
        headline: say`${list(told.slice(0, mostInHeadline), '; ', '; ')}.`,
        details: told.slice(mostInHeadline).map((phrase) => say`${phrase}.`),
      },
    ];
  });
}

/** A terminal shows headlines only, and room for more there is not. */
const mostInHeadline = 6;

interface Topic {
  readonly topic: string;
  readonly tell: (trial: TrialResult) => Phrase | undefined;
}

const topics: readonly Topic[] = [
  { topic: 'Delivery at least once', tell: tellAcks },
  { topic: 'Answers', tell: tellTokens },
  { topic: 'Rooms', tell: tellChat },
  { topic: 'Cohorts', tell: tellCohorts },
  { topic: 'Idle connections', tell: tellIdle },
  { topic: 'Falling back', tell: tellFallback },
];

function tellAcks({ acks, ledger, bytes: { requests } }: TrialResult): Phrase | undefined {
  if (acks === undefined || ledger.delivered === 0) return undefined;
  return say`${count(acks.redelivered)} messages came again and were dropped (${share(acks.redelivered / ledger.delivered)} of ${count(ledger.delivered)} deliveries), ${count(ledger.lost)} were lost, and requests came to ${bytes(requests / ledger.delivered)} a message`;
}

function tellTokens({ tokens }: TrialResult): Phrase | undefined {
  if (tokens === undefined) return undefined;
  const { prompts, ledger, firstTokenUs, gapUs } = tokens;
  const repeated =
    ledger.duplicate === 0
      ? say`no token came twice`
      : say`${count(ledger.duplicate)} tokens came twice (${share(ledger.duplicate / Math.max(1, ledger.delivered))} of those delivered)`;
  return say`the first token came after ${us(firstTokenUs.p50)} in the median, ${count(prompts.resumed)} of ${count(prompts.asked)} answers were cut and asked for again (longest gap ${us(gapUs.max)}), ${repeated}, ${count(ledger.lost)} were lost`;
}

function tellChat({ chat }: TrialResult): Phrase | undefined {
  if (chat === undefined) return undefined;
  const { hearingUs, ledger } = chat;
  return say`${count(ledger.said)} messages were with the others of their room after ${us(hearingUs.p50)} in the median (p99 ${us(hearingUs.p99)}); of those due, ${count(ledger.lost)} were lost, and ${count(ledger.missed)} more were said while a member was away`;
}

function tellCohorts({ cohorts = [], server: { overflow } }: TrialResult): Phrase | undefined {
  const told = cohorts.filter(({ ledger }) => ledger.expected > 0).map(tellCohort);
  if (told.length === 0) return undefined;
  const server =
    overflow === undefined || overflow.overflowed + overflow.dropped + overflow.coalesced === 0
      ? []
      : say` (the server found full buffers ${count(overflow.overflowed)} times, dropped ${count(overflow.dropped)} messages and gave up ${count(overflow.coalesced)} for newer ones)`;
  return say`${list(told, ', ')}${server}`;
}

function tellCohort({ name, clients, ledger, deliveryLatencyUs, disconnected }: CohortResult): Phrase {
  const cut = disconnected > 0 ? say`, cut off ${count(disconnected)} times` : [];
  return say`the ${count(clients)} of “${name}” lost ${share(ledger.lost / ledger.expected)} and had the rest after ${us(deliveryLatencyUs.p50)} in the median (p99 ${us(deliveryLatencyUs.p99)}${cut})`;
}

/** Only where a proxy was there to close what is idle. */
function tellIdle({ proxy, storm }: TrialResult): Phrase | undefined {
  if (proxy === undefined) return undefined;
  if (proxy.idleClosed === 0) return undefined;
  return say`the proxy closed ${count(proxy.idleClosed)} connections on which nothing had come; clients made ${count(storm.attempts)} attempts to return`;
}

function tellFallback({ fallback }: TrialResult): Phrase | undefined {
  if (fallback === undefined) return undefined;
  const where = Object.entries(fallback.clients).map(
    ([transport, clients]) =>
      say`${count(clients)} on ${transportTitles[transport as keyof typeof transportTitles]}`,
  );
  const ended = where.length > 0 ? say`clients ended up ${list(where)}` : say`no client got through`;
  return fallback.count === 0
    ? ended
    : say`${ended}, after ${count(fallback.count)} handshakes that were not accepted and took ${us(fallback.lostUs.p50)} in the median`;
}
