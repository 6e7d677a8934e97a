import type { ProofPart, ProofRow } from '../proof-row.js';
import { mayNarrowPorts } from '../stage/lower-limits.js';
import { provocations, writeScenario } from '../stage/provocations.js';
import { type EndedRun, startStagedRun } from '../stage/staged-run.js';

/** Rules that no other program on the machine can set off, so that an undisturbed trial must be free of them. */
const quietCodes = [
  'RATE_NOT_ACHIEVED',
  'RESOURCES_EXHAUSTED',
  'BYTES_UNACCOUNTED',
  'LEDGER_CONTRADICTED',
  'CONNECTIONS_DISAGREE',
  'SERVER_DIED',
  'NO_STEADY_PHASE',
];

/** Every rule of validity is broken for real, and has to be the one that is named. */
export const validity: ProofPart = {
  name: 'validity',
  title: 'Validity: each rule broken for real',
  source:
    'what was done to the run: processes stopped or killed, limits lowered, foreign messages and clients',
  missing: () => (mayNarrowPorts() ? undefined : 'needs root for a network namespace of its own'),
  async *prove({ directory }) {
    const undisturbed = await startStagedRun(directory, writeScenario(), { args: ['--no-report'] });
    const calm = await undisturbed.ended;
    for (const code of quietCodes) yield found('left alone', code, 0, calm);
    for (const { subject, code, says, yaml, settings, act } of provocations) {
      const run = await startStagedRun(directory, yaml, {
        ...settings,
        args: [...(settings?.args ?? []), '--no-report'],
      });
      await act?.(run);
      yield found(subject, code, 1, await run.ended, says);
    }
  },
};

function found(subject: string, code: string, predicted: number, { result }: EndedRun, says = ''): ProofRow {
  const reasons = result?.trials[0]?.validity.reasons;
  const count = reasons?.some((reason) => reason.code === code && reason.message.includes(says));
  return {
    subject,
    quantity: code,
    unit: '',
    predicted,
    measured: count === undefined ? null : Number(count),
    tolerance: 0,
  };
}
