import type { AdvicePage, Answer } from '../../analysis/advice/advice-page.js';
import { embedJson, escapeHtml } from './escape-html.js';
import { htmlPhrase } from './html-phrase.js';
import { htmlTable } from './html-table.js';
import { pageHead } from './page-head.js';
import { guardScript } from './page-script.js';

/**
 * An advice as one file that needs no network; its content policy lets nothing run but the bundled script.
 * @param clientScript the bundle that draws the figures, see `readClientScript`
 */
export function renderAdviceHtml(page: AdvicePage, clientScript: string): string {
  const script = guardScript(clientScript);
  const trades = page.answers.flatMap(({ plot }) => plot ?? []);
  const runs = page.runs.map(
    ({ id, description }) => `<li>${escapeHtml(id)}: ${escapeHtml(description)}</li>`,
  );
  return `${pageHead({ title: `${page.title} · Squall's advice`, style: tradeStyle, script })}
<header><div>
<div class="title"><div><p class="kicker">Squall's advice</p>
<h1>${escapeHtml(page.title)}</h1></div>
<button type="button" id="theme" hidden></button></div>
${page.asked.length === 0 ? '' : `<p>Asked for: ${page.asked.map(htmlPhrase).join('; ')}.</p>`}
</div></header>
<main>
<noscript><p class="note">The figures are drawn by a script, which is switched off here. Every number they show is in the tables.</p></noscript>
${page.answers.map(htmlAnswer).join('\n')}
${page.notes.length === 0 ? '' : `<section><h2>Before you rely on it</h2>${page.notes.map((note) => `<p class="placement">${htmlPhrase(note)}</p>`).join('\n')}</section>`}
<section><h2>Measured in</h2><ul>${runs.join('')}</ul></section>
</main>
<footer>The same results and limits always give the same bytes.</footer>
<script type="application/json" id="report-data">${embedJson({ trades })}</script>
<script>${script}</script>
</body>
</html>
`;
}

const tradeStyle = '.trade-plot { height: 380px; }';

function htmlAnswer({ verdict, tables, plot, sources }: Answer): string {
  const items = verdict.details.map((detail) => `<li>${htmlPhrase(detail)}</li>`).join('');
  const figure =
    plot === undefined
      ? ''
      : `<figure><figcaption>Each point is one setting, its symbol the policy; filled ones keep every limit, the advised one is ringed. Dashed lines are limits. A setting whose clients weren't back by the end is left out here and stands in the table.</figcaption>
<div class="panels" data-trade="${escapeHtml(plot.name)}"></div></figure>`;
  const shown = tables.map(
    (table) =>
      `<h3>${escapeHtml(table.title)}</h3>\n<p class="note">${escapeHtml(table.note)}</p>\n${htmlTable(table)}`,
  );
  const cited = sources.map(({ mark, text }) => `<dt>${escapeHtml(mark)}</dt><dd>${escapeHtml(text)}</dd>`);
  return `<section>
<h2>${escapeHtml(verdict.topic)}</h2>
<div class="verdict"><h3>Advice</h3><div><p>${htmlPhrase(verdict.headline)}</p>${items === '' ? '' : `<ul>${items}</ul>`}</div></div>
${figure}
${shown.join('\n')}
${cited.length === 0 ? '' : `<h3>Sources</h3><dl class="glossary">${cited.join('')}</dl>`}
</section>`;
}
