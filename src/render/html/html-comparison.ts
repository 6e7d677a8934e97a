import type { Comparison } from '../../analysis/comparison.js';
import type { ComparedTables } from '../comparison.js';
import { escapeHtml } from './escape-html.js';
import { htmlPhrase } from './html-phrase.js';
import { htmlTable } from './html-table.js';
import { pageHead } from './page-head.js';

/** A comparison as a page of tables. It has no script at all. */
export function htmlComparison(comparison: Comparison, tables: readonly ComparedTables[]): string {
  const sections = tables.map(
    ({ medians, ratios }) =>
      `<section><h2>${escapeHtml(medians.title)}</h2>\n<p class="note">${escapeHtml(medians.note)}</p>\n${htmlTable(medians)}${ratios === null ? '' : `\n<h3>${escapeHtml(ratios.title)}</h3>\n${htmlTable(ratios)}`}</section>`,
  );
  const notes = comparison.notes.map((note) => `<p class="placement">${htmlPhrase(note)}</p>`);
  return `${pageHead({ title: `Squall comparison by ${comparison.by}` })}
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
