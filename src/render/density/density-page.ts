import { pathToFileURL } from 'node:url';
import type { DensityModel } from '../../analysis/storm/policy-density.js';
import { builtFile } from '../../system/package-root.js';
import { formatCount, formatUs } from '../format.js';
import { escapeHtml } from '../html/escape-html.js';
import { htmlTable } from '../html/html-table.js';
import { pageHead } from '../html/page-head.js';
import { densityTable } from './density-text.js';

const figureStyle = `
figure svg { max-width: 100%; height: auto; background: #fff; }
`;

/** What the build bundles the chart library into, so that it need not be installed; see `density-svg.ts`. */
interface ChartBundle {
  drawDensity(model: DensityModel): string;
}

/**
 * The densities as an SVG picture, one chart per policy above one another.
 * @throws when the program was not built
 */
export async function renderDensitySvg(model: DensityModel): Promise<string> {
  const bundle = pathToFileURL(builtFile('src/render/html/density-svg.js')).href;
  const { drawDensity } = (await import(bundle)) as ChartBundle;
  return drawDensity(model);
}

/** The picture with its figures as one page that needs no network and no script. */
export async function renderDensityPage(model: DensityModel): Promise<string> {
  const title = `Attempts of ${formatCount(model.clients)} clients over an outage of ${formatUs(model.outageUs)}`;
  const table = densityTable(model);
  return `${pageHead({ title: `${title} · Squall`, style: figureStyle })}
<header><div><p class="kicker">Squall · reconnect policies</p>
<h1>${escapeHtml(title)}</h1>
<p>All lose their connections at 0; attempts are refused until the server is ready, and every one after that succeeds. Delays are drawn from seed ${model.seed}, as in a trial.</p></div></header>
<main><section>
<figure>${await renderDensitySvg(model)}</figure>
<p class="note">${escapeHtml(table.note)}</p>
${htmlTable(table)}
</section></main>
<footer>The same policies, seed and outage always draw the same.</footer>
</body>
</html>
`;
}
