/**
 * The report's style sheet. Transport colours are from Okabe and Ito's palette, which stays distinct in the common forms
 * of colour blindness, lightened for dark surfaces.
 */
export const pageStyle = `
:root {
  color-scheme: light;
  --ink: #1a1d21; --muted: #5b6470; --line: #d9dde2; --surface: #ffffff; --page: #f5f6f7;
  --outage: rgba(213, 94, 0, 0.13); --bad: #b3261e; --bad-soft: #fbeceb; --warn: #7a5200; --warn-soft: #fbf3df; --link: #00558c;
  --websocket: #0072b2; --sse: #d55e00; --long-poll: #009e73; --short-poll: #b5539a;
  --part-1: #b8bfc7; --part-2: #33608c; --part-3: #d9a31a; --part-4: #2f9e8f; --part-5: #a63d57;
}
:root[data-theme='dark'] { color-scheme: dark;
  --ink: #e6e9ed; --muted: #9aa4b0; --line: #363d46; --surface: #1a1e23; --page: #121519;
  --outage: rgba(230, 159, 0, 0.16); --bad: #ff9d94; --bad-soft: #3a201e; --warn: #f0c674; --warn-soft: #332a16; --link: #8cc8f2;
  --websocket: #56b4e9; --sse: #f08a3c; --long-poll: #2fc79a; --short-poll: #e08fc4;
  --part-1: #6b747f; --part-2: #6f9fd0; --part-3: #e8bd4e; --part-4: #5cc9ba; --part-5: #e0748e;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { color-scheme: dark;
  --ink: #e6e9ed; --muted: #9aa4b0; --line: #363d46; --surface: #1a1e23; --page: #121519;
  --outage: rgba(230, 159, 0, 0.16); --bad: #ff9d94; --bad-soft: #3a201e; --warn: #f0c674; --warn-soft: #332a16; --link: #8cc8f2;
  --websocket: #56b4e9; --sse: #f08a3c; --long-poll: #2fc79a; --short-poll: #e08fc4;
  --part-1: #6b747f; --part-2: #6f9fd0; --part-3: #e8bd4e; --part-4: #5cc9ba; --part-5: #e0748e;
} }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; overflow-wrap: break-word; }
main, header > div, nav > div, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { background: var(--surface); padding: 28px 0 20px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1.2rem; margin: 0 0 4px; font-weight: 650; }
h3 { font-size: 0.95rem; margin: 0 0 6px; font-weight: 600; }
.scroll + h3 { margin-top: 22px; }
p { margin: 0 0 10px; max-width: 78ch; }
a { color: var(--link); }
.kicker { color: var(--muted); font-size: 0.85rem; margin: 0 0 6px; }
.title { display: flex; gap: 16px; justify-content: space-between; align-items: flex-start; }
.title > div { min-width: 0; }
.placement { border-left: 3px solid var(--muted); padding: 2px 0 2px 12px; color: var(--muted); margin: 14px 0 0; font-size: 0.9rem; }
nav { position: sticky; top: 0; z-index: 5; background: var(--surface); border-bottom: 1px solid var(--line); }
nav > div { display: flex; gap: 20px; overflow-x: auto; scrollbar-width: none; }
nav a { color: var(--muted); text-decoration: none; padding: 10px 0; white-space: nowrap; font-size: 0.88rem; }
nav a:hover { color: var(--ink); text-decoration: underline; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 20px 22px; margin: 18px 0; }
.note, figcaption { color: var(--muted); font-size: 0.88rem; margin: 0 0 12px; max-width: 90ch; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 8px 28px; margin: 16px 0 0; }
dl.facts dt, dl.glossary dt { color: var(--muted); font-size: 0.8rem; }
dl.facts dd { margin: 0; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
dl.glossary { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: 8px 20px; margin: 12px 0; }
dl.glossary dt { color: var(--ink); font-weight: 600; font-size: 0.9rem; }
dl.glossary dd { margin: 0; max-width: 78ch; font-size: 0.9rem; }
.verdict { display: grid; grid-template-columns: 11rem 1fr; gap: 4px 24px; padding: 14px 0; border-top: 1px solid var(--line); }
.verdict:first-of-type { border-top: 0; }
.verdict h3 { color: var(--muted); font-weight: 600; margin: 2px 0 0; }
.verdict p { margin: 0; font-size: 1.02rem; line-height: 1.5; }
.verdict ul { margin: 8px 0 0; padding-left: 18px; color: var(--muted); font-size: 0.9rem; max-width: 88ch; }
.verdict li { margin: 3px 0; }
.notice { border-left: 3px solid var(--warn); background: var(--warn-soft); padding: 10px 14px; margin: 10px 0; border-radius: 0 4px 4px 0; }
.notice.invalid { border-color: var(--bad); background: var(--bad-soft); }
.notice b { color: var(--warn); } .notice.invalid b { color: var(--bad); }
.notice p, .notice ul { margin: 2px 0; font-size: 0.92rem; max-width: none; }
.notice ul { padding-left: 18px; max-height: 14rem; overflow-y: auto; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; margin: 8px 0 4px; max-width: 100%; }
table { border-collapse: separate; border-spacing: 0; font-size: 0.86rem; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 9px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--muted); font-size: 0.8rem; font-weight: 600; vertical-align: bottom; white-space: normal; line-height: 1.25; background: var(--surface); }
tbody th { position: sticky; left: 0; background: var(--surface); font-weight: 550; }
thead th:first-child { position: sticky; left: 0; z-index: 1; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover > * { background: var(--page); }
.n { text-align: right; }
tr.invalid td, li.invalid { color: var(--muted); }
.tag { display: inline-block; font-size: 0.72rem; font-weight: 650; color: var(--bad); border: 1px solid currentColor; border-radius: 3px; padding: 0 5px; vertical-align: 1px; }
figure { margin: 0 0 20px; }
.plot { width: 100%; }
#distribution-figure { height: 420px; }
.timeline-plot { height: 764px; }
.storm-plot { height: 424px; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 20px 28px; }
.panels.single { grid-template-columns: minmax(0, 1fr); }
.panel { min-width: 0; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin: 6px 0 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 6px; max-height: 9.5rem; overflow-y: auto; margin: 0 0 8px; }
button, select { font: inherit; font-size: 0.84rem; color: var(--ink); background: var(--surface); border: 1px solid var(--line); border-radius: 4px; padding: 3px 9px; min-height: 28px; cursor: pointer; }
button:hover { border-color: var(--muted); }
button:focus-visible, select:focus-visible, a:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.legend button { display: inline-flex; align-items: center; gap: 7px; border-color: transparent; padding: 2px 6px; }
.legend button[aria-pressed='false'] { color: var(--muted); text-decoration: line-through; opacity: 0.65; }
.legend button.plain { color: var(--muted); text-decoration: underline; }
.sample { width: 26px; height: 8px; flex: none; } .sample line { stroke-width: 2.5; }
.line-websocket { stroke: var(--websocket); } .line-sse { stroke: var(--sse); } .line-long-poll { stroke: var(--long-poll); } .line-short-poll { stroke: var(--short-poll); }
.switch { display: inline-flex; align-items: center; } .switch span, .choice { color: var(--muted); font-size: 0.84rem; } .switch span { margin-right: 8px; }
.switch button { border-radius: 0; margin-left: -1px; } .switch button:first-of-type { border-radius: 4px 0 0 4px; } .switch button:last-of-type { border-radius: 0 4px 4px 0; }
.switch button[aria-pressed='true'] { background: var(--ink); color: var(--surface); border-color: var(--ink); }
.choice select { max-width: 60vw; }
#theme { flex: none; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 0.86rem; margin: 4px 0 10px; }
.key i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }
.bars { list-style: none; margin: 0 0 12px; padding: 0; font-variant-numeric: tabular-nums; }
.bars li { display: grid; grid-template-columns: 13rem 1fr 5rem; gap: 12px; align-items: center; font-size: 0.86rem; padding: 3px 0; }
.bar { display: flex; height: 15px; } .bar i { display: block; min-width: 1px; } .bar-sum { text-align: right; }
.part-1 { background: var(--part-1); } .part-2 { background: var(--part-2); } .part-3 { background: var(--part-3); } .part-4 { background: var(--part-4); } .part-5 { background: var(--part-5); }
details { margin: 10px 0 0; } summary { cursor: pointer; color: var(--link); font-size: 0.9rem; }
pre { overflow-x: auto; background: var(--page); border: 1px solid var(--line); border-radius: 4px; padding: 12px 14px; font: 0.84rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
footer { color: var(--muted); font-size: 0.84rem; padding-bottom: 32px; }
@media (max-width: 640px) {
  main, header > div, nav > div, footer { padding: 0 14px; }
  section { padding: 16px 14px; margin: 12px 0; }
  dl.facts { grid-template-columns: 1fr 1fr; gap: 8px 16px; }
  h1 { font-size: 1.4rem; }
  .verdict { grid-template-columns: 1fr; }
  .bars li { grid-template-columns: 1fr 4.5rem; gap: 2px 8px; } .bar { grid-column: 1; grid-row: 2; } .bar-sum { grid-row: 2; }
  dl.glossary { grid-template-columns: 1fr; gap: 2px; } dl.glossary dd { margin-bottom: 8px; }
  th, td { padding: 6px 9px; }
  tbody th { white-space: normal; min-width: 7rem; }
  #distribution-figure { height: 340px; }
}
@media print {
  :root { --page: #fff; }
  body { font-size: 11px; }
  nav, .controls, button, .legend button.plain { display: none !important; }
  .legend button { display: inline-flex !important; }
  section { border: 0; padding: 8px 0; margin: 0; }
  figure, .panel, .verdict, tr { break-inside: avoid; }
  .scroll { overflow: visible; border: 0; } table { font-size: 8px; } th, td { padding: 2px 4px; white-space: normal; }
}
`;
