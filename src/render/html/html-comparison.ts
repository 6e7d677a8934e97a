import type { Comparison } from '../../analysis/comparison.js';
import type { ComparedTables } from '../comparison.js';
import { escapeHtml } from './escape-html.js';
import { htmlPhrase } from './html-phrase.js';
import { htmlTable } from './html-table.js';
import { pageStyle } from './page-style.js';

/** A comparison as a page of tables. It has no script at all. */
export function htmlComparison(comparison: Comparison, tables: readonly ComparedTables[]): string {
  const sections = tables.map(
    ({ medians, ratios }) =>
      `<section><h2>${escapeHtml(medians.title)}</h2>\n<p class="note">${escapeHtml(medians.note)}</p>\n${htmlTable(medians)}${ratios === null ? '' : `\n<h3>${escapeHtml(ratios.title)}</h3>\n${htmlTable(ratios)}`}</section>`,
  );
  const notes = comparison.notes.map((note) => `<p class="placement">${htmlPhrase(note)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Squall comparison by ${escapeHtml(comparison.by)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><div>
<p class="kicker">Squall comparison</p>
<h1>By ${escapeHtml(comparison.by)}</h1>
${notes.join('\n')}
</div></header>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}
