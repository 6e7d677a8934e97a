import type { Notice, TrialResult } from '../storage/result.js';
import type { NoticeLine, TrialHead } from './report-model.js';

/** Reasons for invalidity first, then warnings; one line for what several trials share. */
export function collectNotices(trials: readonly TrialResult[], heads: readonly TrialHead[]): NoticeLine[] {
  const collected = new Map<string, NoticeLine>();
  for (const kind of ['invalid', 'warning'] as const) {
    trials.forEach((trial, at) => {
      const notices = kind === 'invalid' ? trial.validity.reasons : trial.warnings;
      for (const notice of notices) addNotice(collected, kind, notice, heads[at]?.name ?? trial.id);
    });
  }
  return [...collected.values()];
}

function addNotice(
  into: Map<string, NoticeLine>,
  kind: NoticeLine['kind'],
  notice: Notice,
  trial: string,
): void {
  const key = [kind, notice.code, notice.phase, notice.remedy].join('\n');
  const found = into.get(key);
  into.set(key, {
    kind,
    trials: [...new Set([...(found?.trials ?? []), trial])],
    phase: notice.phase,
    messages: [...new Set([...(found?.messages ?? []), notice.message])],
    remedy: notice.remedy,
  });
}
