import type { ComparedDistribution } from '../../analysis/gate/compared-distribution.js';
import type { GateResult } from '../../analysis/gate/gate-result.js';
import type { Table } from '../../analysis/report/report-model.js';
import { embedJson, escapeHtml } from '../html/escape-html.js';
import { htmlFacts } from '../html/html-sections.js';
import { htmlTable } from '../html/html-table.js';
import { pageHead } from '../html/page-head.js';
import { guardScript } from '../html/page-script.js';
import { listChanged, shortenTrials, sortCases, tabulateAll, tabulateChanged } from './case-table.js';
import { type GateCase, listCases } from './gate-cases.js';
import { listGateFacts } from './gate-facts.js';
import type { GatePageData } from './gate-figures.js';
import { readGatePageData } from './gate-page-data.js';
import { signVerdict } from './verdict-signs.js';

/**
 * A gate as one file that needs no network: verdict, what changed, every pair's ratios, and both sides' distributions. Its content policy
 * lets nothing run but the bundled script.
 * @param distributions of the pairs' runs, see `loadDistributions`; none where nothing was run in pairs
 * @param clientScript the bundle that draws the figures, see `readClientScript`
 */
export function renderGatePage(
  gate: GateResult,
  distributions: readonly ComparedDistribution[],
  clientScript: string,
): string {
  const script = guardScript(clientScript);
  const { common, cases } = shortenTrials(sortCases(listCases(gate)));
  const data = readGatePageData(gate, distributions, common);
  const sections = [
    drawTable(tabulateChanged(listChanged(cases)), 'Nothing changed that counts.', 'changed'),
    drawUndecided(cases),
    drawRatios(data),
    drawDistributions(data),
    drawTable(tabulateAll(cases), 'Nothing was looked at.', 'all'),
  ];
  return `${pageHead({ title: `${gate.verdict}: ${gate.scenario.name} · Squall gate`, style: gateStyle, script })}
<header><div>
<div class="title"><div><p class="kicker">Squall gate · ${escapeHtml(gate.scenario.name)}</p>
<h1 class="${gate.verdict}">${escapeHtml(signVerdict(gate.verdict))}</h1></div>
<button type="button" id="theme" hidden></button></div>
<p>${escapeHtml(gate.summary)}.</p>
${htmlFacts(listGateFacts(gate, common))}
</div></header>
<main>
<noscript><p class="note">The figures are drawn by a script, which is switched off here. Medians and intervals of what they show are in the tables.</p></noscript>
${sections.filter((section) => section !== '').join('\n')}
</main>
<footer>The same gate always renders to the same bytes.</footer>
<script type="application/json" id="report-data">${embedJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const gateStyle = `
h1.regression, h1.invalid { color: var(--bad); } h1.inconclusive { color: var(--warn); }
.shift-plot { height: 340px; } section > figure:last-child { margin-bottom: 0; }
.all :is(td:nth-last-child(5), td:last-child) { white-space: normal; } .all td:nth-last-child(5) { min-width: 9rem; } .all td:last-child { min-width: 14rem; }
@media (max-width: 640px) {
  .all td:last-child { min-width: 24rem; }
  .changed thead { display: none; }
  .changed :is(table, tbody, tr, th, td) { display: block; text-align: left; white-space: normal; border: 0; padding: 0; }
  .changed tr { padding: 8px 10px; } .changed tr + tr { border-top: 1px solid var(--line); }
  .changed td.n::before { color: var(--muted); }
  .changed td:nth-last-child(3)::before { content: 'baseline '; } .changed td:nth-last-child(2)::before { content: 'candidate '; } .changed td:last-child::before { content: 'change '; }
}`;

function drawTable(table: Table, otherwise: string, name: string): string {
  const body =
    table.rows.length === 0
      ? `<p>${escapeHtml(otherwise)}</p>`
      : `<p class="note">${escapeHtml(table.note)}</p>\n${htmlTable(table)}`;
  return `<section class="${name}"><h2>${escapeHtml(table.title)}</h2>\n${body}</section>`;
}

/** What cannot be believed says why nothing is decided; else what more pairs would decide. */
function drawUndecided(cases: readonly GateCase[]): string {
  const isBlind = cases.some(({ outcome }) => outcome === 'invalid');
  const found = cases.filter(({ outcome }) => outcome === (isBlind ? 'invalid' : 'inconclusive'));
  if (found.length === 0) return '';
  const items = found.map(
    ({ name, trial, reason }) =>
      `<li><b>${escapeHtml([name, trial].join(' ').trim())}</b> ${escapeHtml(reason)}</li>`,
  );
  const title = isBlind ? 'Cannot be believed' : 'Not decided';
  return `<section><h2>${title}</h2>\n<ul>${items.join('\n')}</ul></section>`;
}

function drawRatios({ ratios }: GatePageData): string {
  if (ratios.length === 0) return '';
  return `<section><h2>Pair by pair</h2>
<figure><figcaption>One point for each pair: the candidate against the baseline run next to it, further right is more. The bar is the interval of the median, the tick the median; the solid line is no change, the dashed one the limit.</figcaption>
<div class="plot" id="ratio-figure" role="img" aria-label="Ratios of all pairs, one row for each metric. The table “Everything that was looked at” holds medians and intervals."></div></figure></section>`;
}

function drawDistributions({ distributions }: GatePageData): string {
  if (distributions.length === 0) return '';
  const [first] = distributions;
  return `<section><h2>Distributions of both sides</h2>
<figure><figcaption>Medians over the runs of ${first?.pairs ?? 0} valid pairs; thin lines: of each side its lowest and highest run, of the difference the interval of its median. The slower ones are on the right: each mark is ten times rarer than the one before.</figcaption>
<div class="controls" id="shift-controls"></div>
<div class="panels" id="shift-figure"></div></figure></section>`;
}
