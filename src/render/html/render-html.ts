import type { ReportModel } from '../../analysis/report/report-model.js';
import { embedJson, escapeHtml } from './escape-html.js';
import { htmlPhrase } from './html-phrase.js';
import { htmlFacts, htmlSections } from './html-sections.js';
import { pageHead } from './page-head.js';
import { guardScript } from './page-script.js';

/**
 * The report as one file that needs no network. Its content policy lets nothing run but the bundled script.
 * @param clientScript the bundle that draws the figures, see `readClientScript`
 */
export function renderHtml(model: ReportModel, clientScript: string): string {
  const { run } = model;
  const script = guardScript(clientScript);
  const sections = htmlSections(model);
  const links = sections.map(({ id, name }) => `<a href="#${id}">${escapeHtml(name)}</a>`).join('');
  const { trials, distributions, timelines, storms } = model;
  return `${pageHead({ title: `${run.name} · Squall report`, script })}
<header><div>
<div class="title"><div><p class="kicker">Squall report · ${escapeHtml(run.id)}</p>
<h1>${escapeHtml(run.name)}</h1></div>
<button type="button" id="theme" hidden></button></div>
<p>${escapeHtml(run.description)}</p>
${htmlFacts(model.facts)}
<p class="placement">${htmlPhrase(model.placement)}</p>
</div></header>
<nav aria-label="Sections"><div>${links}</div></nav>
<main>
<noscript><p class="note">The figures are drawn by a script, which is switched off here. Every number they show is in the tables.</p></noscript>
${sections.map(({ html }) => html).join('\n')}
</main>
<footer>Run ${escapeHtml(run.id)}, ${escapeHtml(run.status)}. The same result always renders to the same bytes.</footer>
<script type="application/json" id="report-data">${embedJson({ trials, distributions, timelines, storms })}</script>
<script>${script}</script>
</body>
</html>
`;
}
