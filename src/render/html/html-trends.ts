import type { TracedPoint, Trend } from '../../analysis/compare/trace-trends.js';
import type { Table } from '../../analysis/report/report-model.js';
import { formatFactor } from '../ratio-table.js';
import { listNotes, noTrends, tellLevels, tellSpan, tellValue } from '../trend-text.js';
import { escapeHtml } from './escape-html.js';
import { htmlPhrase } from './html-phrase.js';
import { htmlTable } from './html-table.js';
import { pageHead } from './page-head.js';

/** Trends as a page: a chart for each, drawn as it stands, and its values in a table. It has no script at all. */
export function htmlTrends(trends: readonly Trend[]): string {
  const notes = listNotes(trends).map((note) => `<p class="placement">${htmlPhrase(note)}</p>`);
  const names = [...new Set(trends.map(({ metric }) => metric.name))];
  const sections = names.map((name) => drawMetric(trends.filter(({ metric }) => metric.name === name)));
  return `${pageHead({ title: 'Squall trend', style: trendStyle })}
<header><div>
<p class="kicker">Squall trend</p>
<h1>${tellTitle(trends)}</h1>
<p>Points are runs in the order of time, lines the median of each level; a dashed line is where the level changes.</p>
${notes.join('\n')}
</div></header>
<main>
${sections.length === 0 ? `<p>${noTrends}</p>` : sections.join('\n')}
</main>
</body>
</html>
`;
}

const trendStyle = `
.trend { width: 100%; height: auto; display: block; } .trend text { fill: var(--muted); font-size: 13px; }
.trend .change { fill: var(--ink); font-weight: 650; } .trend line.change { stroke: var(--bad); stroke-dasharray: 4 4; }
.trend circle { fill: var(--websocket); } .trend .level { stroke: var(--sse); stroke-width: 2; } .trend .axis { stroke: var(--line); fill: none; }
.panel h3 { overflow-wrap: anywhere; } .levels { margin: 6px 0; font-size: 0.92rem; overflow-wrap: anywhere; }
@media (max-width: 640px) { .trend text { font-size: 16px; } }`;

function tellTitle(trends: readonly Trend[]): string {
  const changed = trends.filter(({ changes }) => changes.length > 0).length;
  return changed === 0 ? 'No change of level marked' : `${changed} of ${trends.length} changed their level`;
}

function drawMetric(trends: readonly Trend[]): string {
  const panels = trends.map(
    (trend) => `<div class="panel"><h3>${escapeHtml(trend.trial)}</h3>
<p class="note">${escapeHtml(tellSpan(trend))}</p>
${drawTrend(trend)}
${tellLevels(trend)
  .map((line) => `<p class="levels">${escapeHtml(line)}</p>`)
  .join('\n')}
<details><summary>Values</summary>${htmlTable(tabulatePoints(trend))}</details></div>`,
  );
  const single = panels.length === 1 ? ' single' : '';
  return `<section><h2>${escapeHtml(trends[0]?.metric.name ?? '')}</h2>
<div class="panels${single}">
${panels.join('\n')}
</div></section>`;
}

const [width, height, left, right, top, bottom] = [520, 200, 78, 12, 26, 26];

function drawTrend(trend: Trend): string {
  const { points, levels, changes, metric, trial } = trend;
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = (width - left - right) / Math.max(1, points.length);
  const x = (at: number): number => left + (at + 0.5) * step;
  // Values that are all the same lie in the middle.
  const y = (value: number): number =>
    high === low
      ? (top + height - bottom) / 2
      : height - bottom - 8 - ((value - low) / (high - low)) * (height - bottom - top - 16);
  const dots = points.map(
    (point, at) =>
      `<circle cx="${round(x(at))}" cy="${round(y(point.value))}" r="3.5"><title>${escapeHtml(`${point.run}: ${tellValue(trend, point.value)}`)}</title></circle>`,
  );
  const lines = levels.map(({ from, to, median }) => {
    const at = round(y(median));
    return `<line class="level" x1="${round(x(from) - step / 2)}" x2="${round(x(to - 1) + step / 2)}" y1="${at}" y2="${at}"/>`;
  });
  const marks = changes.map(({ at, ratio }) => {
    const edge = round(x(at) - step / 2);
    const word = ratio === null ? 'changed' : `×${formatFactor(ratio)}`;
    return `<line class="change" x1="${edge}" x2="${edge}" y1="${top}" y2="${height - bottom}"/><text class="change" x="${edge}" y="${top - 8}" text-anchor="middle">${word}</text>`;
  });
  const ends = high === low ? [low] : [low, high];
  const scale = ends.map(
    (value) =>
      `<text x="${left - 8}" y="${round(y(value) + 4)}" text-anchor="end">${escapeHtml(tellValue(trend, value))}</text>`,
  );
  return `<svg class="trend" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${metric.name} of ${trial} over ${points.length} runs: ${tellLevels(trend).join('; ')}`)}">
<path class="axis" d="M${left} ${top}V${height - bottom}H${width - right}"/>
${[...lines, ...marks, ...dots, ...scale].join('\n')}
${drawDates(points)}
</svg>`;
}

function drawDates(points: readonly TracedPoint[]): string {
  const [first, last] = [points[0], points.at(-1)].map((point) => point?.startedAt.slice(0, 10) ?? '');
  const text = (x: number, anchor: string, date: string): string =>
    `<text x="${x}" y="${height - 8}" text-anchor="${anchor}">${escapeHtml(date)}</text>`;
  const end = last === first ? '' : text(width - right, 'end', last ?? '');
  return text(left, 'start', first ?? '') + end;
}

function round(value: number): string {
  return value.toFixed(1);
}

function tabulatePoints(trend: Trend): Table {
  const { metric, trial, points, changes } = trend;
  return {
    title: `${metric.name} ${trial}`,
    note: '',
    columns: ['run', 'started', 'value', 'change'].map((title) => ({ title, numeric: title === 'value' })),
    rows: points.map(({ run, startedAt, value }, at) => {
      const change = changes.find((own) => own.at === at);
      const ratio = change?.ratio ?? null;
      const word = change === undefined ? '' : ratio === null ? 'changed' : `×${formatFactor(ratio)}`;
      return { standing: 'valid', cells: [run, startedAt, tellValue(trend, value), word] };
    }),
  };
}
