import type { GateResult } from '../../analysis/gate/gate-result.js';
import { formatPhrase } from '../format.js';
import { escapeMarkdown, markdownTable } from '../markdown-table.js';
import { listChanged, shortenTrials, sortCases, tabulateAll, tabulateChanged } from './case-table.js';
import { type GateCase, listCases } from './gate-cases.js';
import { listGateFacts } from './gate-facts.js';
import { signVerdict } from './verdict-signs.js';

const mostRows = { changed: 20, told: 5 };

/** GitHub takes 65,536 characters in a comment, and somebody may add some around these; what is left out stands in the other outputs. */
const mostCharacters = 60_000;
const rowsOfAll = [500, 200, 100, 50, 20, 10, 0];

/** A gate as a comment on a pull request: the verdict in one line, what changed, and everything else folded. */
export function renderGateMarkdown(gate: GateResult): string {
  const told = shortenTrials(sortCases(listCases(gate)));
  let text = '';
  for (const rows of rowsOfAll) {
    text = draw(gate, told, rows);
    if (text.length <= mostCharacters) break;
  }
  return text;
}

function draw(gate: GateResult, { common, cases }: ReturnType<typeof shortenTrials>, rows: number): string {
  const blocks = [
    `## ${signVerdict(gate.verdict)}: ${escapeMarkdown(gate.scenario.name)}`,
    `${escapeMarkdown(capitalise(gate.summary))}.`,
    tellWhy('Cannot be believed', dropSaid(gate, cases), 'invalid'),
    drawChanged(listChanged(cases)),
    // What cannot be believed is undecided, too, and has said why.
    ...(gate.verdict === 'invalid' ? [] : [tellWhy('Not decided', cases, 'inconclusive')]),
    foldAll(
      cases.filter((own) => !isAboutPairs(own)),
      rows,
    ),
    fold('What was run', listFacts(gate, common)),
    markOwn(gate.scenario.name, gate.paired === null ? 'baseline' : 'pairs'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Why the pairs prove nothing: said above the tables, in full. */
function isAboutPairs({ kind, outcome, name }: GateCase): boolean {
  return kind === 'paired' && outcome === 'invalid' && name === 'pairs';
}

/** The headline has said how many pairs were valid; what is left is why the others were not. */
function dropSaid({ paired }: GateResult, cases: readonly GateCase[]): GateCase[] {
  if (paired === null) return [...cases];
  return cases.flatMap((own) => {
    if (!isAboutPairs(own)) return [own];
    const reason = paired.invalidity.map(({ message, count }) => `${count}× ${message}`).join('; ');
    return reason === '' ? [] : [{ ...own, reason }];
  });
}

/** Unseen, and the last line: by it the next gate of this kind finds the comment to write over. */
export function markOwn(name: string, kind: 'baseline' | 'pairs'): string {
  return `<!-- squall gate: ${name.replace(/[^\w.]+/g, '-')}, ${kind} -->`;
}

function drawChanged(changed: readonly GateCase[]): string {
  if (changed.length === 0) return '';
  const shown = changed.slice(0, mostRows.changed);
  const left = changed.length - shown.length;
  const rest = left > 0 ? `\n\n${left} more changed: see below.` : '';
  return `${markdownTable(tabulateChanged(shown))}${rest}`;
}

/** One line each: which, and what to do about it. */
function tellWhy(title: string, cases: readonly GateCase[], outcome: GateCase['outcome']): string {
  const found = cases.filter((own) => own.outcome === outcome);
  if (found.length === 0) return '';
  const lines = found
    .slice(0, mostRows.told)
    .map(
      ({ name, trial, reason }) =>
        `- ${escapeMarkdown([name, trial].join(' ').trim())}: ${escapeMarkdown(reason)}`,
    );
  const left = found.length - lines.length;
  return [`**${title}**`, '', ...lines, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}

function foldAll(cases: readonly GateCase[], rows: number): string {
  if (cases.length === 0) return '';
  const shown = cases.slice(0, rows);
  const left = cases.length - shown.length;
  const rest = left > 0 ? `\n\n${left} more rows are left out here.` : '';
  return fold(`All ${cases.length} that were looked at`, `${markdownTable(tabulateAll(shown))}${rest}`);
}

function listFacts(gate: GateResult, common: string): string {
  return listGateFacts(gate, common)
    .map(({ name, value }) => `- **${escapeMarkdown(name)}** ${escapeMarkdown(formatPhrase(value))}`)
    .join('\n');
}

function fold(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
