import type { TrialResult } from '../../storage/result.js';
import type { TransportName } from '../../wire/transport-names.js';
import type { TrialHead } from './report-model.js';
import { standingOf } from './standing.js';

/** Transports as prose names them. */
export const transportTitles: Readonly<Record<TransportName, string>> = {
  websocket: 'WebSocket',
  sse: 'SSE',
  'long-poll': 'long polling',
  'short-poll': 'short polling',
};

type Labels = Readonly<Record<string, string>>;

/** Gives every trial a short name: its transport, the labels in which the trials differ, and the repeat if there are several. */
export function nameTrials(trials: readonly TrialResult[]): TrialHead[] {
  const varying = findVaryingLabels(trials.map((trial) => trial.labels));
  const repeated = trials.some((trial) => trial.repeat > 1);
  const styles: string[] = [];
  return trials.map((trial) => {
    const rest = nameLabels(
      trial.labels,
      varying.filter((key) => key !== 'transport'),
    );
    if (!styles.includes(rest)) styles.push(rest);
    const parts = [transportTitles[trial.labels.transport], rest, repeated ? `run ${trial.repeat}` : ''];
    return {
      id: trial.id,
      name: parts.filter((part) => part !== '').join(', '),
      transport: trial.labels.transport,
      labels: trial.labels,
      standing: standingOf(trial),
      style: styles.indexOf(rest),
    };
  });
}

/** Names of the labels that do not have the same value everywhere, in the order in which they appear. */
export function findVaryingLabels(all: readonly Labels[]): string[] {
  const keys = [...new Set(all.flatMap((labels) => Object.keys(labels)))];
  return keys.filter((key) => new Set(all.map((labels) => labels[key])).size > 1);
}

/** Words for these labels: the policy stands for itself, any other value says what it is a value of. */
export function nameLabels(labels: Labels, keys: readonly string[]): string {
  return keys
    .map((key) => (key === 'reconnect' ? (labels[key] ?? '–') : `${key} ${labels[key] ?? '–'}`))
    .join(', ');
}
