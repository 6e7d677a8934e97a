import type { LoadedTrial } from '../../storage/loaded-run.js';
import { count, type Phrase, say } from '../report/phrase.js';

/**
 * The likeliest way in which a group of trials lost messages, from what was done to the server and from how the transport
 * delivers. It is an inference and worded as one; the ledger says what was lost, not where.
 */
export function explainLoss(trials: readonly LoadedTrial[]): Phrase {
  const trial = trials[0]?.result;
  if (trial?.plan.pollCursor === false)
    return say`polls brought no cursor, so what was published between an answer and the next poll’s arrival was gone.`;
  if (trials.every(({ result: { ledger } }) => ledger.lost === ledger.lostByAbsent))
    return say`all of it was due to clients that were not back when the trial ended.`;
  const overflow = explainOverflow(trials);
  if (overflow !== undefined) return overflow;
  if (trial === undefined || trial.faults.length === 0)
    return say`no fault was injected, so look at the server's history size, buffer limit and overflow policy.`;
  const modes = new Set(trial.faults.map(({ mode }) => mode));
  if (modes.has('crash'))
    return trial.labels.transport.endsWith('-poll')
      ? say`accepted before the crash and not yet fetched when the server's history vanished with it.`
      : say`accepted before the crash and still on its way (server's buffers, socket, or a client not yet back) when the history vanished.`;
  if (modes.has('graceful'))
    return say`the server ended in order but took its history along; messages that clients had not yet read could not be asked for again.`;
  if (trials.every(({ result: { ledger } }) => ledger.recovered === 0))
    return say`no client that came back was given what it had missed: the server does not go by cursor or Last-Event-ID, or has no history.`;
  return say`messages sent while clients were away had left the server's history before they came back; a longer history would hold them.`;
}

/** The server's own counts of what passed clients by whose buffer was full; undefined when nothing did. */
function explainOverflow(trials: readonly LoadedTrial[]): Phrase | undefined {
  const sum = (pick: (trial: LoadedTrial['result']) => number): number =>
    trials.reduce((total, { result }) => total + pick(result), 0);
  const dropped = sum(({ server }) => server.overflow?.dropped ?? 0);
  const coalesced = sum(({ server }) => server.overflow?.coalesced ?? 0);
  if (dropped + coalesced === 0) return undefined;
  const lost = sum(({ ledger }) => ledger.lost);
  const did = [
    ...(dropped > 0 ? say`dropped ${count(dropped)} messages` : []),
    ...(dropped > 0 && coalesced > 0 ? [' and '] : []),
    ...(coalesced > 0 ? say`gave up ${count(coalesced)} for newer ones` : []),
  ];
  const verdict =
    dropped + coalesced === lost
      ? say`that is all that was lost.`
      : say`that is ${count(dropped + coalesced)} against ${count(lost)} lost.`;
  return say`the buffers of clients that read too slowly were full, and the server ${did}, by its own count: ${verdict}`;
}
