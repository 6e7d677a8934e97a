import { describe, expect, it } from 'vitest';
import { interrupt, makeRun } from '../../test/fixtures/make-run.js';
import { compareRuns } from '../analysis/comparison.js';
import { metricCatalogue } from '../analysis/metric-catalogue.js';
import { buildReport } from '../analysis/report/build-report.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { renderComparison } from './comparison.js';
import { renderCsv } from './csv.js';
import { renderHtml } from './html/render-html.js';
import { renderMarkdown } from './markdown.js';
import { renderTerminalTable } from './terminal-table.js';

describe('an interrupted trial is marked and named in', () => {
  const whole = makeRun({ clients: 20, transports: ['sse'] });
  const lost = metricCatalogue.filter(({ name }) => name === 'lost');
  const compare = (run: LoadedRun, format: 'table' | 'html' | 'csv' | 'md'): string =>
    renderComparison(compareRuns([run], 'reconnect', lost), format, { colours: false });

  it.each<[string, (run: LoadedRun) => string, RegExp]>([
    [
      'the page',
      (run) => renderHtml(buildReport(run), ''),
      /full-jitter <span class="tag">interrupted<\/span>/,
    ],
    ['Markdown', (run) => renderMarkdown(buildReport(run)), /full-jitter \*\*\(interrupted\)\*\*/],
    ['CSV', renderCsv, /,interrupted,interrupted,valid,/],
    ['the terminal', (run) => renderTerminalTable(run, { colours: false }), /full-jitter .* cut short$/m],
    ['a compared table', (run) => compare(run, 'table'), /\(interrupted\)/],
    ['a compared page', (run) => compare(run, 'html'), /\(interrupted\)/],
    ['compared Markdown', (run) => compare(run, 'md'), /\(interrupted\)/],
    ['compared CSV', (run) => compare(run, 'csv'), /,interrupted,/],
  ])('%s', (_name, render, mark) => {
    expect(render(interrupt(whole, 1))).toMatch(mark);
    expect(render(whole)).not.toMatch(mark);
  });

  it.each<[string, (run: LoadedRun) => string]>([
    ['the page', (run) => renderHtml(buildReport(run), '')],
    ['Markdown', (run) => renderMarkdown(buildReport(run))],
    ['the terminal', (run) => renderTerminalTable(run, { colours: false }).replace(/\s+/g, ' ')],
  ])('the headline of %s', (_name, render) => {
    expect(render(interrupt(whole, 1)).replace(/<[^>]*>/g, '')).toMatch(
      /1 of 2 trials are complete and valid; 1 was interrupted/,
    );
  });
});
