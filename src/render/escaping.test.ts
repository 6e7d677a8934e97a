import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { buildReport } from '../analysis/report/build-report.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { renderCsv } from './csv.js';
import { embedJson } from './html/escape-html.js';
import { renderHtml } from './html/render-html.js';
import { renderMarkdown } from './markdown.js';

const hostile = '</script><img src=x onerror=alert(1)> | `a` @team\n# b';

function makeHostileRun(): LoadedRun {
  const run = makeRun({ clients: 20, transports: ['sse'], name: hostile });
  const trials = run.trials.map((trial) => ({
    ...trial,
    result: {
      ...trial.result,
      labels: { ...trial.result.labels, reconnect: `${trial.result.labels.reconnect} ${hostile}` },
    },
  }));
  return {
    ...run,
    trials,
    result: {
      ...run.result,
      scenario: { ...run.result.scenario, source: hostile },
      trials: trials.map((trial) => trial.result),
    },
  };
}

describe('names from a scenario file stay text', () => {
  const model = buildReport(makeHostileRun());

  it('in HTML', () => {
    const html = renderHtml(model, "draw('</script>')");
    expect(html).not.toContain('<img');
    // The data block and the bundle, and nothing that a name or the bundle itself could have closed.
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain("draw('<\\/script>')");
    const data = /id="report-data">([^<]*)</.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual(
      JSON.parse(
        JSON.stringify({
          trials: model.trials,
          distributions: model.distributions,
          timelines: model.timelines,
          storms: model.storms,
        }),
      ),
    );
  });

  it('in Markdown', () => {
    const outside = renderMarkdown(model).replace(/```(text|mermaid)\n[\s\S]*?\n```/g, '');
    expect(outside).not.toMatch(/<img|<\/script/);
    expect(outside).not.toMatch(/(^|[^;])@team/);
    const rows = outside.split('\n').filter((line) => line.startsWith('| SSE'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toContain('\\|');
  });

  it('in Mermaid, where a quote or a line break would end the title', () => {
    const chart = /```mermaid\n([\s\S]*?)\n```/.exec(renderMarkdown(model))?.[1] ?? '';
    expect(chart).not.toMatch(/img|@team|`a`/);
    expect(chart.split('\n').filter((line) => line.includes('title'))).toHaveLength(1);
    expect(chart).toMatch(/line \[\d/);
  });

  it('in CSV', () => {
    expect(renderCsv(makeHostileRun()).split('\r\n')[0]?.startsWith('trial,transport')).toBe(true);
    expect(renderCsv(makeHostileRun())).toContain('"fixed </script>');
  });
});

it('embeds JSON that is still the same JSON', () => {
  const value = { text: '<!-- </script> \u2028 \u2029' };
  expect(embedJson(value)).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(embedJson(value))).toEqual(value);
});
