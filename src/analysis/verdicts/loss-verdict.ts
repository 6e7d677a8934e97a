import type { LoadedTrial } from '../../storage/loaded-run.js';
import { count, list, type Phrase, say, share } from '../report/phrase.js';
import type { Verdict } from '../report/report-model.js';
import { groupValidTrials, measureSpread, type TrialGroup } from '../report/trial-groups.js';
import { explainLoss } from '../summaries/loss-explanation.js';

/** Says who lost how much and why; undefined without a valid trial. */
export function judgeLoss(trials: readonly LoadedTrial[]): Verdict | undefined {
  // Where nothing was published nothing could be lost; what else clients send has accounts of its own.
  const published = trials.filter(({ result }) => result.publisher.due > 0);
  const groups = groupValidTrials(published, ['reconnect']);
  if (groups.length === 0) return undefined;
  const lossy = groups.filter((group) => sum(group, (trial) => trial.result.ledger.lost) > 0);
  const whole = groups.filter((group) => !lossy.includes(group));
  const nothing =
    whole.length > 0 ? [say`nothing was lost on ${list(whole.map((group) => [group.name]))}`] : [];
  const losses = lossy.map(tellLoss);
  const headline =
    lossy.length === 0
      ? say`Every message the server accepted reached every client it was due to, on all transports measured.`
      : capitalise(say`${list([...nothing, ...losses], '; ', '; ')}.`);
  const refused = sumOf(groups, (trial) => trial.result.publisher.refused);
  const unsent =
    refused > 0
      ? say` The publisher could not hand in ${count(refused)} more over all trials: never accepted, they are counted there.`
      : [];
  return { topic: 'Lost messages', headline: [...headline, ...unsent], details: tellDetails(groups, lossy) };
}

function tellLoss(group: TrialGroup): Phrase {
  const lost = measureSpread(group.trials, (trial) => trial.result.ledger.lost);
  const part = measureSpread(
    group.trials,
    (trial) => trial.result.ledger.lost / Math.max(1, trial.result.ledger.expected),
  );
  const low = lost?.low ?? 0;
  const high = lost?.high ?? 0;
  const number = low === high ? say`${count(low)}` : say`${count(low)} to ${count(high)}`;
  return say`${group.name} lost ${number} deliveries a trial (${low === high ? '' : 'up to '}${share(part?.high ?? null)} of those due)`;
}

function tellDetails(groups: readonly TrialGroup[], lossy: readonly TrialGroup[]): Phrase[] {
  const details = tellReasons(lossy);
  const absent = sumOf(groups, (trial) => trial.result.ledger.lostByAbsent);
  if (absent > 0)
    details.push(
      say`${count(absent)} of the lost deliveries, over all trials, were due to clients that were not back by the end.`,
    );
  const recovered = groups.filter((group) => sum(group, (trial) => trial.result.ledger.recovered) > 0);
  if (recovered.length > 0) {
    const items = recovered.map(
      (group) => say`${group.name} ${count(sum(group, (trial) => trial.result.ledger.recovered))}`,
    );
    details.push(
      say`Delivered after a reconnect through cursor or Last-Event-ID, over all trials: ${list(items)}.`,
    );
  }
  const duplicates = sumOf(groups, (trial) => trial.result.ledger.duplicate);
  details.push(
    duplicates === 0
      ? say`No message was delivered twice to a client.`
      : say`${count(duplicates)} deliveries were duplicates; they count once.`,
  );
  return details;
}

/** Groups with one likely reason share a sentence. */
function tellReasons(lossy: readonly TrialGroup[]): Phrase[] {
  const reasons = new Map<string, { names: string[]; reason: Phrase }>();
  for (const group of lossy) {
    const reason = explainLoss(group.trials);
    const key = JSON.stringify(reason);
    const found = reasons.get(key);
    if (found === undefined) reasons.set(key, { names: [group.name], reason });
    else found.names.push(group.name);
  }
  return [...reasons.values()].map(
    ({ names, reason }) => say`Why, most likely, on ${list(names.map((name) => [name]))}: ${reason}`,
  );
}

function sumOf(groups: readonly TrialGroup[], read: (trial: LoadedTrial) => number): number {
  return groups.reduce((total, group) => total + sum(group, read), 0);
}

function sum(group: TrialGroup, read: (trial: LoadedTrial) => number): number {
  return group.trials.reduce((total, trial) => total + read(trial), 0);
}

function capitalise(phrase: Phrase): Phrase {
  const [first, ...rest] = phrase;
  return typeof first === 'string' ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest] : phrase;
}
