import type { Notice, TrialResult } from '../../storage/result.js';
import type { NoticeLine, TrialHead } from './report-model.js';

interface Gathered {
  readonly kind: NoticeLine['kind'];
  readonly notice: Notice;
  /** Trials by what was found in them. */
  readonly trials: Map<string, string[]>;
}

/** Reasons for invalidity first, then warnings; what has one cause and one remedy is told together, trial by trial. */
export function collectNotices(trials: readonly TrialResult[], heads: readonly TrialHead[]): NoticeLine[] {
  const gathered = new Map<string, Gathered>();
  for (const kind of ['invalid', 'warning'] as const) {
    trials.forEach((trial, at) => {
      const notices = kind === 'invalid' ? trial.validity.reasons : trial.warnings;
      for (const notice of notices) gather(gathered, kind, notice, heads[at]?.name ?? trial.id);
    });
  }
  return [...gathered.values()].map(({ kind, notice, trials: found }) => ({
    kind,
    phase: notice.phase,
    remedy: notice.remedy,
    findings: [...found].map(([message, names]) => ({ trials: names, message })),
  }));
}

function gather(into: Map<string, Gathered>, kind: NoticeLine['kind'], notice: Notice, trial: string): void {
  const key = [kind, notice.code, notice.phase, notice.remedy].join('\n');
  const line = into.get(key) ?? { kind, notice, trials: new Map<string, string[]>() };
  line.trials.set(notice.message, [...(line.trials.get(notice.message) ?? []), trial]);
  into.set(key, line);
}
