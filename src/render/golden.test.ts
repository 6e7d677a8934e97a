import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { makeSeries } from '../../test/fixtures/make-series.js';
import { traceTrends } from '../analysis/compare/trace-trends.js';
import { compareRuns } from '../analysis/comparison.js';
import { metricCatalogue } from '../analysis/metric-catalogue.js';
import { buildReport } from '../analysis/report/build-report.js';
import { type ComparisonFormat, comparisonFormats, renderComparison } from './comparison.js';
import { renderCsv, renderTimelineCsv } from './csv.js';
import { renderHtml } from './html/render-html.js';
import { renderMarkdown } from './markdown.js';
import { renderTrends } from './render-trends.js';
import { renderTerminalTable } from './terminal-table.js';

const golden = '../../test/golden';
/** An invented run with one invalid trial, small enough to read. */
const wanted = { clients: 100, transports: ['websocket', 'short-poll'], invalid: [1] } as const;
const metrics = metricCatalogue.filter(({ name }) =>
  ['delivery.steady.p99', 'lost', 'storm.peakAttemptsPerSecond'].includes(name),
);

function extensionOf(format: ComparisonFormat): string {
  return format === 'table' ? 'txt' : format;
}

/** The page without the series of its figures, which are many numbers and say nothing to a reader of the golden file. */
function withoutData(html: string): string {
  return html.replace(/(id="report-data">)[^<]*/, '$1…');
}

describe('a fixed run renders to', () => {
  const run = makeRun(wanted);

  it('this Markdown', async () => {
    await expect(renderMarkdown(buildReport(run))).toMatchFileSnapshot(`${golden}/report.md`);
  });

  it('this CSV', async () => {
    await expect(renderCsv(run)).toMatchFileSnapshot(`${golden}/trials.csv`);
    await expect(renderTimelineCsv(run)).toMatchFileSnapshot(`${golden}/timeline.csv`);
  });

  it('this terminal table', async () => {
    await expect(renderTerminalTable(run, { colours: false })).toMatchFileSnapshot(`${golden}/terminal.txt`);
  });

  it('this page', async () => {
    const html = renderHtml(buildReport(run), '/* the bundle */');
    await expect(withoutData(html)).toMatchFileSnapshot(`${golden}/report.html`);
  });

  it.each(comparisonFormats)('this comparison as %s', async (format) => {
    const text = renderComparison(compareRuns([run], 'reconnect', metrics), format, { colours: false });
    await expect(text).toMatchFileSnapshot(`${golden}/comparison.${extensionOf(format)}`);
  });
});

describe('several runs render to', () => {
  const runs = ['a', 'b', 'c', 'd', 'e'].map((id, at) => {
    const run = makeRun({
      clients: 100 + at,
      transports: ['websocket', 'sse'],
      invalid: at === 4 ? [0] : [],
    });
    return { ...run, result: { ...run.result, run: { ...run.result.run, id } } };
  });

  it.each(comparisonFormats)('this comparison of what they have in common as %s', async (format) => {
    const text = renderComparison(compareRuns(runs, 'reconnect', metrics), format, { colours: false });
    await expect(text).toMatchFileSnapshot(`${golden}/comparison-pooled.${extensionOf(format)}`);
  });

  it.each(comparisonFormats)('this trend as %s', async (format) => {
    const levels = Array.from({ length: 14 }, (_, at) => (at < 8 ? 100 : 140));
    const cpu = metricCatalogue.filter(({ name }) => name === 'server.cpuPerDelivered' || name === 'lost');
    const text = renderTrends(traceTrends(makeSeries(levels, [3]), cpu), format);
    await expect(text).toMatchFileSnapshot(`${golden}/trend.${extensionOf(format)}`);
  });
});

describe('the same run twice gives the same bytes', () => {
  const [first, second] = [makeRun(wanted), makeRun(wanted)];

  it.each([
    ['Markdown', (run: typeof first) => renderMarkdown(buildReport(run))],
    ['HTML', (run: typeof first) => renderHtml(buildReport(run), 'draw()')],
    ['CSV', renderCsv],
    ['timeline CSV', renderTimelineCsv],
  ])('%s', (_, render) => {
    expect(render(first)).toBe(render(second));
    expect(render(first)).not.toBe(render(makeRun({ ...wanted, clients: 120 })));
  });
});
