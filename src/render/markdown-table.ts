import type { Table } from '../analysis/report/report-model.js';
import { formatCell } from './format.js';

/** Text as it may stand in Markdown: nothing in it starts markup, ends a table cell or mentions anyone. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\`*_[\]|~#])/g, '\\$1')
    .replace(/@/g, '&#64;')
    .replace(/\s+/g, ' ');
}

export function markdownTable(table: Table): string {
  const head = `| ${table.columns.map(({ title }) => escapeMarkdown(title)).join(' | ')} |`;
  const rule = `|${table.columns.map(({ numeric }) => (numeric ? ' ---: ' : ' --- ')).join('|')}|`;
  const rows = table.rows.map(({ cells, standing }) => {
    const texts = cells.map((cell, at) => {
      const text = escapeMarkdown(formatCell(cell));
      return at === 0 && standing !== 'valid' ? `${text} **(${standing})**` : text;
    });
    return `| ${texts.join(' | ')} |`;
  });
  return [head, rule, ...rows].join('\n');
}
