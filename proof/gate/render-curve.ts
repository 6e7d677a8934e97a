import type { ShareInterval } from '../../src/analysis/gate/clopper-pearson.js';
import type { MetricCurve, OperatingCurve } from '../../src/analysis/gate/operating-curve.js';
import { nameInvocation } from './invocation.js';
import type { ChangedSummary, CurveSummary, ExactSummary, SameSummary } from './summarise-curve.js';

/** The curve as Markdown: false alarms, then what is found, resampled, for real, and exactly. */
export function renderCurve({ machines, same, resampled, passing, changed, exact }: CurveSummary): string {
  return [
    `Measured on: ${machines.join('; ')}. Server and clients share its cores.`,
    '',
    ...renderSame(same),
    '',
    ...(resampled === undefined ? ['Too few runs to resample.'] : renderResampled(resampled, passing)),
    '',
    ...renderChanged(changed),
    '',
    ...renderExact(exact),
  ].join('\n');
}

function renderSame({
  invocations,
  verdicts,
  falseRegressions,
  falseImprovements,
  medianS,
}: SameSummary): string[] {
  const said = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    '**Whole gates on identical code**',
    '',
    '| gates | median duration | verdicts | with a false regression | with a false improvement |',
    '|---|---|---|---|---|',
    `| ${invocations} | ${formatMinutes(medianS)} | ${said.join(', ')} | ${tellShare(falseRegressions)} | ${tellShare(falseImprovements)} |`,
  ];
}

function renderResampled(curve: OperatingCurve, passing: CurveSummary['passing']): string[] {
  const { invocations, runs, pairs, effects, falseRegressions, falseImprovements, metrics } = curve;
  return [
    `**${invocations} gates of ${pairs} pairs, resampled from ${runs} of those runs, in independent halves**`,
    '',
    `With any false regression: ${tellShare(falseRegressions)}; with any false improvement: ${tellShare(falseImprovements)}. Found, of`,
    `${invocations}, when one metric is made worse:`,
    '',
    `| metric | ${effects.map((effect) => `+${Math.round(100 * effect)} %`).join(' | ')} | on identical code: pass, inconclusive | δ with which identical code passes |`,
    `|---|${effects.map(() => '---:|').join('')}---|---:|`,
    ...metrics.map(
      ({ metric, detected, same }) =>
        `| \`${metric.name}\` | ${detected.map(({ count }) => formatShare(count / invocations)).join(' | ')} | ${same.pass}, ${same.inconclusive} | ${tellDelta(passing, metric.name)} |`,
    ),
    '',
    ...drawCurve(curve),
  ];
}

/** Fixed colours, so that the text can name them: `xychart-beta` has no legend. */
const lines = [
  { name: 'blue', code: '#0072b2' },
  { name: 'orange', code: '#d55e00' },
  { name: 'green', code: '#009e73' },
  { name: 'purple', code: '#aa4499' },
  { name: 'yellow', code: '#ccaa00' },
  { name: 'light blue', code: '#56b4e9' },
  { name: 'grey', code: '#777777' },
] as const;

function tellDelta(passing: CurveSummary['passing'], metric: string): string {
  const own = passing.find(({ name }) => name === metric);
  return own === undefined ? '' : `${(100 * own.delta).toFixed(1)} %`;
}

function drawCurve({ metrics, effects, invocations }: OperatingCurve): string[] {
  const shown = metrics.slice(0, lines.length);
  const share = ({ detected }: MetricCurve): string =>
    [0, ...detected.map(({ count }) => Math.round((100 * count) / invocations))].join(', ');
  return [
    '```mermaid',
    `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${lines.map(({ code }) => code).join(', ')}"}}}}%%`,
    'xychart-beta',
    '    title "Share of gates that find a change"',
    `    x-axis "made worse by" [${['0 %', ...effects.map((effect) => `${Math.round(100 * effect)} %`)].map((text) => `"${text}"`).join(', ')}]`,
    '    y-axis "found, %" 0 --> 100',
    ...shown.map((metric) => `    line [${share(metric)}]`),
    '```',
    '',
    `${shown.map(({ metric }, at) => `${lines[at]?.name}: \`${metric.name}\``).join(', ')}.`,
  ];
}

function renderChanged(changed: readonly ChangedSummary[]): string[] {
  return [
    '**Whole gates on a server made worse**',
    '',
    '| gate | flaw | metric aimed at | seen there | verdict on it | other regressions |',
    '|---|---|---|---|---|---|',
    ...changed.map(({ invocation, aimed }) => {
      const name = aimed?.metric.name ?? '';
      const others = invocation.regressions.split(' ').filter((other) => other !== '' && other !== name);
      return `| ${nameInvocation(invocation)} | \`${invocation.flaw}\` | \`${name}\` | ${tellRatio(aimed)} | ${aimed?.verdict ?? 'none'} | ${others.map((other) => `\`${other}\``).join(', ')} |`;
    }),
  ];
}

function tellRatio(aimed: ChangedSummary['aimed']): string {
  const ratio = aimed?.ratio;
  if (ratio === undefined || ratio === null) return '';
  return `${formatChange(ratio.median)} (${formatChange(ratio.low)} to ${formatChange(ratio.high)})`;
}

function renderExact(exact: readonly ExactSummary[]): string[] {
  return [
    '**Exact figures against a stored baseline, each run once**',
    '',
    '| change | flaw | must show in | found |',
    '|---|---|---|---|',
    ...exact.map(
      ({ words, flaw, shows, found, times }) =>
        `| ${words} | ${flaw === '' ? '' : `\`${flaw}\``} | ${shows === '' ? 'nothing' : `\`${shows}\``} | ${found} of ${times} |`,
    ),
  ];
}

/** `0 of 300 (at most 1.2 %)`: the upper end of the 95 % interval. */
function tellShare({ count, of, high }: ShareInterval): string {
  return `${count} of ${of} (at most ${(100 * high).toFixed(1)} %)`;
}

function formatShare(share: number): string {
  const percent = 100 * share;
  return `${percent === 100 || percent === 0 ? percent : percent.toFixed(1)} %`;
}

function formatChange(ratio: number): string {
  const percent = 100 * (ratio - 1);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

function formatMinutes(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
