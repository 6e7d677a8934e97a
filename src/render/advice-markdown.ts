import type { AdvicePage, Answer } from '../analysis/advice/advice-page.js';
import { drawScatter } from './draw-scatter.js';
import { formatPhrase } from './format.js';
import { escapeMarkdown, markdownTable } from './markdown-table.js';

/** An advice as a comment on a pull request or a page of a wiki. */
export function renderAdviceMarkdown(page: AdvicePage): string {
  const runs = page.runs.map(
    ({ id, description }) => `- ${escapeMarkdown(id)}: ${escapeMarkdown(description)}`,
  );
  const blocks = [
    `## Squall's advice: ${escapeMarkdown(page.title)}`,
    page.asked.length === 0
      ? ''
      : `Asked for: ${page.asked.map((phrase) => escapeMarkdown(formatPhrase(phrase))).join('; ')}.`,
    ...page.answers.map(renderAnswer),
    ...page.notes.map((note) => `> ${escapeMarkdown(formatPhrase(note))}`),
    `Measured in:\n\n${runs.join('\n')}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function renderAnswer({ verdict, tables, plot, sources }: Answer): string {
  const details = verdict.details.map((detail) => `- ${escapeMarkdown(formatPhrase(detail))}`);
  const scatter = plot === undefined ? '' : drawScatter(plot);
  const cited = sources.map(({ mark, text }) => `- ${escapeMarkdown(mark)} ${escapeMarkdown(text)}`);
  const blocks = [
    `### ${escapeMarkdown(verdict.topic)}`,
    `**${escapeMarkdown(formatPhrase(verdict.headline))}**`,
    details.join('\n'),
    scatter === '' ? '' : `\`\`\`text\n${scatter}\n\`\`\``,
    ...tables.map((table) => `${escapeMarkdown(table.note)}\n\n${markdownTable(table)}`),
    cited.length === 0 ? '' : `Sources:\n\n${cited.join('\n')}`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}
