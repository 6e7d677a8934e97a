import { isAbsolute } from 'node:path';
import type { GateResult, GateVerdict } from '../../analysis/gate/gate-result.js';
import { sortCases } from './case-table.js';
import { type GateCase, listCases, tellCase } from './gate-cases.js';

type Level = 'error' | 'warning' | 'notice';

/** GitHub shows ten annotations of a level for each step, and the first is the verdict's. */
const mostOfLevel = 9;

const levelOf: Readonly<Partial<Record<GateCase['outcome'] | GateVerdict, Level>>> = {
  invalid: 'error',
  regression: 'error',
  inconclusive: 'warning',
  improvement: 'notice',
};

/**
 * A gate as workflow commands of GitHub Actions, one line each: the verdict, then what is not a plain pass.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function renderAnnotations(gate: GateResult): string {
  const { scenario, verdict, summary } = gate;
  const place: Readonly<Record<string, string>> = isAbsolute(scenario.file) ? {} : { file: scenario.file };
  const head = annotate(
    levelOf[verdict] ?? 'notice',
    { ...place, title: `Gate: ${verdict}, ${scenario.name}` },
    summary,
  );
  const told = new Map<Level, number>();
  const lines = sortCases(listCases(gate)).flatMap((own) => {
    const level = levelOf[own.outcome];
    if (level === undefined) return [];
    const before = told.get(level) ?? 0;
    told.set(level, before + 1);
    return before < mostOfLevel ? [annotate(level, { ...place, title: titleOf(own) }, tellCase(own))] : [];
  });
  return [head, ...lines].join('');
}

function titleOf({ outcome, name, trial }: GateCase): string {
  return [`${outcome}:`, name, trial].join(' ').trim();
}

/** One line for the runner, escaped. */
export function annotate(
  level: Level,
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${given.join(',')}::${escapeData(message)}\n`;
}

/** As the runner's own toolkit escapes (`@actions/core`, command.ts): three characters in a message, five in a property. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
