import type { Row, Table } from '../../analysis/report/report-model.js';
import type { Standing } from '../../analysis/report/standing.js';
import { formatCell } from '../format.js';
import { escapeHtml } from './escape-html.js';

/** A table in a box of its own that scrolls sideways, so that the page never has to. */
export function htmlTable(table: Table): string {
  const head = table.columns
    .map(({ title, numeric }) => `<th scope="col"${numeric ? ' class="n"' : ''}>${escapeHtml(title)}</th>`)
    .join('');
  const rows = table.rows.map((row) => htmlRow(row, table)).join('\n');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(table.title)}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}
</tbody></table></div>`;
}

function htmlRow(row: Row, table: Table): string {
  const cells = row.cells.map((cell, at) => {
    const text = escapeHtml(formatCell(cell));
    if (at === 0) return `<th scope="row">${text}${tagOf(row.standing)}</th>`;
    return `<td${table.columns[at]?.numeric ? ' class="n"' : ''}>${text}</td>`;
  });
  return `<tr${row.standing === 'valid' ? '' : ' class="invalid"'}>${cells.join('')}</tr>`;
}

/** The word that stands beside the name of every trial that is not valid. */
export function tagOf(standing: Standing): string {
  return standing === 'valid' ? '' : ` <span class="tag">${standing}</span>`;
}
