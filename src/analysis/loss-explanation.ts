import type { LoadedTrial } from '../storage/loaded-run.js';
import { type Phrase, say } from './phrase.js';

/**
 * The likeliest way in which a group of trials lost messages, from what was done to the server and from how the transport
 * delivers. It is an inference and worded as one; the ledger says what was lost, not where.
 */
export function explainLoss(trials: readonly LoadedTrial[]): Phrase {
  const trial = trials[0]?.result;
  if (trial === undefined || trial.faults.length === 0)
    return say`no fault was injected, so look at the server's history size, buffer limit and overflow policy.`;
  const modes = new Set(trial.faults.map(({ mode }) => mode));
  if (modes.has('crash'))
    return trial.labels.transport.endsWith('-poll')
      ? say`accepted before the crash and not yet fetched when the server's history vanished with it.`
      : say`accepted before the crash and still on its way (server's buffers, socket, or a client not yet back) when the history vanished.`;
  if (modes.has('graceful'))
    return say`the server ended in order but took its history along; messages that clients had not yet read could not be asked for again.`;
  return say`messages sent while clients were away had left the server's history before they came back; a longer history would hold them.`;
}
