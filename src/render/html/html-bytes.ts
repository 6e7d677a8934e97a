import type { ByteParts, TrialHead } from '../../analysis/report/report-model.js';
import { formatBytes } from '../format.js';
import { escapeHtml } from './escape-html.js';
import { tagOf } from './html-table.js';

/** Stacked bars in plain markup: they need no script, print well and fit any width. */
export function htmlByteBars(byteParts: ByteParts, trials: readonly TrialHead[]): string {
  const longest = Math.max(1, ...byteParts.rows.map((row) => sum(row.values)));
  const key = byteParts.parts
    .map((part, at) => `<span><i class="part-${at + 1}"></i>${escapeHtml(part)}</span>`)
    .join('');
  const rows = byteParts.rows.map(({ trial, values }) => {
    const head = trials.find((one) => one.id === trial);
    const segments = values
      .map((value, at) => ({ value, at, part: byteParts.parts[at] ?? '' }))
      .filter(({ value }) => value > 0)
      .map(
        ({ value, at, part }) =>
          `<i class="part-${at + 1}" style="width:${((100 * value) / longest).toFixed(3)}%" title="${escapeHtml(part)}: ${formatBytes(value)}"></i>`,
      );
    const text = values.map((value, at) => `${byteParts.parts[at]} ${formatBytes(value)}`).join(', ');
    const standing = head?.standing ?? 'valid';
    return `<li${standing === 'valid' ? '' : ' class="invalid"'}><span class="bar-name">${escapeHtml(head?.name ?? trial)}${tagOf(standing)}</span><span class="bar" role="img" aria-label="${escapeHtml(text)}">${segments.join('')}</span><span class="bar-sum">${formatBytes(sum(values))}</span></li>`;
  });
  return `<div class="key">${key}</div>\n<ul class="bars">\n${rows.join('\n')}\n</ul>`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
