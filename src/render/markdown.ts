import type { NoticeLine, ReportModel, Table, Verdict } from '../analysis/report/report-model.js';
import { formatPhrase } from './format.js';
import { drawLatencyRows, drawStormChart, drawStormRows } from './markdown-figures.js';
import { escapeMarkdown, markdownTable } from './markdown-table.js';

/** More trials than this stand in the folded part only. */
const trialsInSummary = 16;

/** The report as a comment on a pull request: what it means, one small table, the rest folded. */
export function renderMarkdown(model: ReportModel): string {
  const { run, tables } = model;
  const blocks = [
    `## Squall: ${escapeMarkdown(run.name)}`,
    model.verdicts.map(tellHeadline).join('\n'),
    `> ${escapeMarkdown(formatPhrase(model.placement))}`,
    drawSummary(tables.summary),
    drawTitled(tables.echoSummary),
    drawTitled(tables.halfOpenSummary),
    ...tables.workloads.map(({ brief }) => drawTitled(brief)),
    drawStormChart(model),
    drawLatencyRows(model),
    drawStormRows(model),
    fold('Verdicts in full', model.verdicts.map(tellVerdict).join('\n\n')),
    fold(`Validity and warnings (${model.notices.length})`, tellNotices(model.notices)),
    ...[
      tables.thresholds,
      tables.transports,
      tables.echo,
      ...tables.workloads.map(({ full }) => full),
      tables.latency,
      tables.back,
      tables.storm,
      tables.halfOpen,
      tables.connections,
      tables.proxy,
      tables.bytes,
      tables.wire,
      tables.ledger,
      tables.generator,
    ].map(foldTable),
    fold('What was run', tellFacts(model)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function tellHeadline({ topic, headline }: Verdict): string {
  return `- **${escapeMarkdown(topic)}** ${escapeMarkdown(formatPhrase(headline))}`;
}

function tellVerdict({ topic, headline, details }: Verdict): string {
  const items = details.map((detail) => `- ${escapeMarkdown(formatPhrase(detail))}`);
  return [`**${escapeMarkdown(topic)}** ${escapeMarkdown(formatPhrase(headline))}`, '', ...items]
    .join('\n')
    .trimEnd();
}

function drawSummary(table: Table): string {
  const left = table.rows.length - trialsInSummary;
  const shown = markdownTable({ ...table, rows: table.rows.slice(0, trialsInSummary) });
  const rest = left > 0 ? `\n\n${left} more trials stand in the folded tables.` : '';
  return `${shown}${rest}\n\n<sub>${escapeMarkdown(table.note)}</sub>`;
}

function drawTitled(table: Table): string {
  if (table.rows.length === 0) return '';
  return `**${table.title}**\n\n${markdownTable(table)}`;
}

function tellNotices(notices: readonly NoticeLine[]): string {
  if (notices.length === 0) return 'No trial is invalid and none has a warning.';
  return notices.map(tellNotice).join('\n');
}

function tellNotice({ kind, phase, findings, remedy }: NoticeLine): string {
  const title = `**${kind === 'invalid' ? 'Invalid' : 'Warning'}**${phase === null ? '' : ` in the ${phase} phase`}`;
  const items = findings.map(
    ({ trials, message }) => `  - ${escapeMarkdown(`${trials.join('; ')}: ${message}.`)}`,
  );
  return [`- ${title}. To do: ${escapeMarkdown(remedy)}.`, ...items].join('\n');
}

function foldTable(table: Table): string {
  if (table.rows.length === 0) return '';
  return fold(table.title, `${escapeMarkdown(table.note)}\n\n${markdownTable(table)}`);
}

function tellFacts({ run, facts, environment, scenario }: ReportModel): string {
  const lines = [...facts, ...environment].map(
    ({ name, value }) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(formatPhrase(value))}`,
  );
  const origin = `- Run ${escapeMarkdown(run.id)}, ${escapeMarkdown(run.status)}; scenario ${escapeMarkdown(scenario.file)}, SHA-256 ${scenario.hash.slice(0, 16)}…`;
  return [...lines, origin, '- How the numbers are defined: docs/method.md'].join('\n');
}

function fold(title: string, body: string): string {
  return body === '' ? '' : `<details><summary>${escapeMarkdown(title)}</summary>\n\n${body}\n\n</details>`;
}
