import type { Fact, NoticeLine, ReportModel, Verdict } from '../../analysis/report/report-model.js';
import { escapeHtml } from './escape-html.js';
import { htmlByteBars } from './html-bytes.js';
import { htmlPhrase } from './html-phrase.js';
import { htmlTable } from './html-table.js';

export interface Section {
  readonly id: string;
  /** In the page's navigation. */
  readonly name: string;
  readonly html: string;
}

/** The report's sections in reading order: what it means first, how it came about last. */
export function htmlSections(model: ReportModel): Section[] {
  const { tables } = model;
  return [
    section('verdicts', 'Verdicts', 'In plain words', model.verdicts.map(htmlVerdict).join('\n')),
    section('validity', 'Validity', 'Validity and warnings', htmlNotices(model.notices)),
    ...(tables.thresholds.rows.length > 0
      ? [
          section(
            'thresholds',
            'Thresholds',
            'Thresholds',
            `${note(tables.thresholds.note)}${htmlTable(tables.thresholds)}`,
          ),
        ]
      : []),
    section(
      'transports',
      'Transports',
      'Transports',
      `${note(tables.transports.note)}${htmlTable(tables.transports)}`,
    ),
    ...(tables.echo.rows.length > 0
      ? [
          section(
            'echo',
            'Round trips',
            tables.echo.title,
            `${note(tables.echo.note)}${htmlTable(tables.echo)}`,
          ),
        ]
      : []),
    ...(tables.proxy.rows.length > 0
      ? [
          section(
            'proxy',
            'Proxy',
            tables.proxy.title,
            `${note(tables.proxy.note)}${htmlTable(tables.proxy)}`,
          ),
        ]
      : []),
    ...tables.workloads.map(({ id, full }) =>
      section(id, full.title, full.title, `${note(full.note)}${htmlTable(full)}`),
    ),
    section('latency', 'Latency', 'Latency distributions', htmlDistributions(model)),
    ...(model.storms.length > 0 ? [section('storm', 'Storm', 'Reconnection storm', htmlStorms(model))] : []),
    ...(tables.halfOpen.rows.length > 0
      ? [
          section(
            'half-open',
            'Half-open',
            tables.halfOpen.title,
            `${note(tables.halfOpen.note)}${htmlTable(tables.halfOpen)}`,
          ),
        ]
      : []),
    section('timelines', 'Timelines', 'Timelines', htmlTimelines(model)),
    section('bytes', 'Bytes', 'Bytes per message', htmlBytes(model)),
    section(
      'ledger',
      'Ledger',
      'Publisher and ledger',
      `${note(tables.ledger.note)}${htmlTable(tables.ledger)}`,
    ),
    section(
      'health',
      'Health',
      tables.generator.title,
      `${note(tables.generator.note)}${htmlTable(tables.generator)}`,
    ),
    section('background', 'Background', 'Background', htmlBackground(model)),
  ];
}

export function htmlFacts(facts: readonly Fact[]): string {
  const items = facts.map(
    ({ name, value }) => `<div><dt>${escapeHtml(name)}</dt><dd>${htmlPhrase(value)}</dd></div>`,
  );
  return `<dl class="facts">${items.join('\n')}</dl>`;
}

function section(id: string, name: string, title: string, body: string): Section {
  const html = `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${escapeHtml(title)}</h2>\n${body}\n</section>`;
  return { id, name, html };
}

function note(text: string): string {
  return `<p class="note">${escapeHtml(text)}</p>\n`;
}

function htmlVerdict({ topic, headline, details }: Verdict): string {
  const items = details.map((detail) => `<li>${htmlPhrase(detail)}</li>`).join('');
  return `<div class="verdict"><h3>${escapeHtml(topic)}</h3><div><p>${htmlPhrase(headline)}</p>${items === '' ? '' : `<ul>${items}</ul>`}</div></div>`;
}

function htmlNotices(notices: readonly NoticeLine[]): string {
  if (notices.length === 0) return '<p>Nothing to report: no trial is invalid and none has a warning.</p>';
  return notices.map(htmlNotice).join('\n');
}

function htmlNotice({ kind, phase, findings, remedy }: NoticeLine): string {
  const title = `<b>${kind === 'invalid' ? 'Invalid' : 'Warning'}</b>${phase === null ? '' : ` · ${escapeHtml(phase)} phase`}`;
  const items = findings.map(
    ({ trials, message }) => `<li>${escapeHtml(trials.join('; '))}: ${escapeHtml(message)}.</li>`,
  );
  return `<div class="notice ${kind}"><p>${title}</p><ul>${items.join('')}</ul><p>To do: ${escapeHtml(remedy)}.</p></div>`;
}

function htmlDistributions({ tables, distributions }: ReportModel): string {
  const figure =
    distributions.length === 0
      ? ''
      : `<figure><figcaption>To the right, the slower ones: each mark is ten times rarer than the one before. Choose trials below; a dash pattern stands for a reconnect policy.</figcaption>
<div class="controls" id="distribution-controls"></div>
<div class="plot" id="distribution-figure" role="img" aria-label="Latency by percentile, one line per trial. The table “Latency percentiles” below holds the figures."></div></figure>\n`;
  return `${figure}${note(tables.latency.note)}${htmlTable(tables.latency)}`;
}

function htmlStorms({ tables }: ReportModel): string {
  return `<figure><figcaption>The line: attempts measured. The grey band beneath it: attempts predicted from seed, policy and the instants of loss and readiness; where the line leaves the band, something other than the policy decided. The thin line: what the policy foresees whatever the seed, and the short dash with a number, how full its fullest 100 ms is expected to be. Below: how many were back.</figcaption>
<div class="controls" id="storm-controls"></div>
<div class="panels" id="storm-figure"></div></figure>
<h3>${escapeHtml(tables.back.title)}</h3>
${note(tables.back.note)}${htmlTable(tables.back)}
<h3>${escapeHtml(tables.storm.title)}</h3>
${note(tables.storm.note)}${htmlTable(tables.storm)}`;
}

function htmlTimelines({ tables, timelines }: ReportModel): string {
  const figure =
    timelines.length === 0
      ? ''
      : `<figure><figcaption>Bins of 100 ms. The outage is shaded; lines mark the fault and the server being ready again. Two trials side by side share their scales. Drag the bar below to zoom.</figcaption>
<div class="controls" id="timeline-controls"></div>
<div class="panels" id="timeline-figure"></div></figure>\n`;
  return `${figure}<h3>${escapeHtml(tables.connections.title)}</h3>\n${note(tables.connections.note)}${htmlTable(tables.connections)}`;
}

function htmlBytes({ tables, byteParts, trials }: ReportModel): string {
  const bars =
    byteParts.rows.length === 0
      ? ''
      : `<p class="note">Socket bytes in both directions, divided by delivered messages; connection set-up is left out.</p>\n${htmlByteBars(byteParts, trials)}\n`;
  const shown = [tables.bytes, ...(tables.wire.rows.length > 0 ? [tables.wire] : [])];
  const parts = shown.map(
    (table) => `<h3>${escapeHtml(table.title)}</h3>\n${note(table.note)}${htmlTable(table)}`,
  );
  return `${bars}${parts.join('\n')}`;
}

function htmlBackground({ glossary, environment, scenario }: ReportModel): string {
  const terms = glossary.map(
    ({ term, meaning }) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`,
  );
  return `<h3>How the numbers are defined</h3>
<dl class="glossary">${terms.join('\n')}</dl>
<p class="note">The long form, with sources and limits, is in <code>docs/method.md</code> of Squall.</p>
<h3>Environment</h3>
${htmlFacts(environment)}
<details><summary>Scenario ${escapeHtml(scenario.file)}</summary>
<pre><code>${escapeHtml(scenario.source)}</code></pre>
<p class="note">SHA-256 ${escapeHtml(scenario.hash)}</p></details>`;
}
