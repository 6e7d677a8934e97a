import type { SimulationCase, SimulationReport } from '../../simulation/simulation-report.js';
import type { CurvePoint } from '../../simulation/storm-outcome.js';
import { formatCount, formatUs } from '../format.js';
import { tabulateAssumptions, tabulateCase } from '../simulation-tables.js';
import { escapeHtml } from './escape-html.js';
import { htmlTable } from './html-table.js';
import { pageHead } from './page-head.js';

const curveStyle = `
.curve { width: 100%; height: auto; } .curve text { fill: var(--muted); font-size: 12px; }`;

/** A simulation as a page: tables and curves drawn as they stand, no script at all. */
export function htmlSimulation({ cases, reach, from, status }: SimulationReport): string {
  const notes = [
    ...(status === 'interrupted' ? ['Interrupted: figures as far as it came.'] : []),
    ...(from === null
      ? []
      : [`Capacity from run ${from.run}.`, ...from.missing.map((text) => `Not in the run: ${text}.`)]),
    ...reach,
  ].map((text) => `<p class="note">${escapeHtml(text)}</p>`);
  return `${pageHead({ title: 'Squall simulation', style: curveStyle })}
<header><div>
<p class="kicker">Squall simulation</p>
<h1>Reconnection storm, simulated</h1>
${notes.join('\n')}
</div></header>
<main>
${cases.map(htmlCase).join('\n')}
</main>
</body>
</html>
`;
}

function htmlCase(simulated: SimulationCase): string {
  const [figures, assumed] = [tabulateCase(simulated), tabulateAssumptions(simulated.assumptions)];
  return `<section><h2>${escapeHtml(figures.title)}</h2>
<p class="note">${escapeHtml(figures.note)}</p>
${drawCurve(simulated)}
${htmlTable(figures)}
<details><summary>${escapeHtml(assumed.title)}</summary>
<p class="note">${escapeHtml(assumed.note)}</p>
${htmlTable(assumed)}</details></section>`;
}

const [width, height, left, bottom] = [960, 240, 70, 30];
const binUs = 100_000;

function drawCurve({ curve, measured, reconnect }: SimulationCase): string {
  const real = measured?.curve ?? [];
  const all = [...curve, ...real];
  const lastUs = Math.max(binUs, ...all.map(({ atUs }) => atUs + binUs));
  const highest = Math.max(1, ...all.map(({ attempts }) => attempts));
  const line = (points: readonly CurvePoint[], colour: string): string =>
    `<path d="${tracePath(points, lastUs, highest)}" fill="none" stroke="var(${colour})" stroke-width="1.5"/>`;
  const legend =
    measured === null
      ? 'attempts per 100 ms, simulated'
      : 'attempts per 100 ms: simulated (blue) and measured (orange)';
  return `<svg class="curve" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`Attempts over time, ${reconnect}`)}">
<path d="M${left} 16V${height - bottom}H${width - 10}" fill="none" stroke="var(--line)"/>
${real.length > 0 ? line(real, '--sse') : ''}${line(curve, '--websocket')}
<text x="${left - 6}" y="24" text-anchor="end">${formatCount(highest)}</text>
<text x="${left}" y="${height - 8}">0</text>
<text x="${width - 10}" y="${height - 8}" text-anchor="end">${formatUs(lastUs)} from the loss</text>
<text x="${width / 2}" y="${height - 8}" text-anchor="middle">${legend}</text>
</svg>`;
}

/** Stretches without any attempt lie on the axis. */
function tracePath(points: readonly CurvePoint[], lastUs: number, highest: number): string {
  const x = (us: number): string => (left + (us / lastUs) * (width - left - 10)).toFixed(1);
  const y = (attempts: number): string =>
    (height - bottom - (attempts / highest) * (height - bottom - 16)).toFixed(1);
  let path = `M${x(0)} ${y(0)}`;
  let beforeUs = 0;
  for (const { atUs, attempts } of points) {
    if (atUs > beforeUs) path += `V${y(0)}H${x(atUs)}`;
    path += `V${y(attempts)}H${x(atUs + binUs)}`;
    beforeUs = atUs + binUs;
  }
  return `${path}V${y(0)}`;
}
