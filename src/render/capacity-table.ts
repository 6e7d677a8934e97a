import pico from 'picocolors';
import type { LimitFinding, LimitVerdict } from '../capacity/limit-finding.js';
import type { Capacity } from '../capacity/predict-capacity.js';
import { drawTable, type TerminalOptions, wrapText } from './terminal-table.js';

/** What one trial, or one transport without a scenario, was found to need and get. */
export type NamedCapacity = Capacity & { readonly name: string };

const words: Readonly<Record<LimitVerdict, string>> = {
  fits: 'fits',
  tight: 'fits, tight',
  short: 'does not fit',
};
/** Rows that do not fit are dim, as invalid ones are in a run's table. */
const standings = { fits: 'valid', tight: 'valid', short: 'invalid' } as const;
const severity: readonly LimitVerdict[] = ['fits', 'tight', 'short'];

/** How far a machine goes as a page for the terminal: per trial, per limit, and what to do about those that matter. */
export function renderCapacity(trials: readonly NamedCapacity[], options: TerminalOptions): string {
  const limits = groupByLimit(trials);
  const planned = trials.some(({ load }) => load.clients !== undefined);
  const told = planned ? limits.filter(({ worst }) => worst.verdict !== 'fits') : limits;
  const blocks = [
    drawTable(tabulateTrials(trials), options),
    drawTable(tabulateLimits(limits), options),
    told.map(({ worst }) => explain(worst, options)).join('\n'),
    conclude(trials, planned, options),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function tabulateTrials(trials: readonly NamedCapacity[]) {
  return {
    title: 'Clients',
    note: '',
    columns: [
      { title: 'trial', numeric: false },
      { title: 'planned', numeric: true },
      { title: 'carried', numeric: true },
      { title: 'first limit', numeric: false },
      { title: 'verdict', numeric: false },
    ],
    rows: trials.map(({ name, load, clients, first, verdict }) => ({
      standing: standings[verdict],
      cells: [
        name,
        writeClients(load.clients ?? null),
        writeClients(clients),
        first?.title ?? '–',
        load.clients === undefined ? '–' : words[verdict],
      ],
    })),
  };
}

interface LimitGroup {
  readonly all: readonly LimitFinding[];
  /** The finding of the trial that it bounds most. */
  readonly worst: LimitFinding;
}

/** The findings on each limit over all trials, the limit that carries the fewest clients first. */
function groupByLimit(trials: readonly NamedCapacity[]): LimitGroup[] {
  const groups = new Map<string, LimitFinding[]>();
  for (const finding of trials.flatMap(({ findings }) => findings)) {
    groups.set(finding.limit, [...(groups.get(finding.limit) ?? []), finding]);
  }
  return [...groups.values()].map((all) => ({ all, worst: pickWorst(all) })).sort(compareGroups);
}

function pickWorst(all: readonly LimitFinding[]): LimitFinding {
  return all.reduce((worst, finding) => (compareFindings(finding, worst) < 0 ? finding : worst));
}

function compareGroups(a: LimitGroup, b: LimitGroup): number {
  return compareFindings(a.worst, b.worst);
}

function compareFindings(a: LimitFinding, b: LimitFinding): number {
  const byVerdict = severity.indexOf(b.verdict) - severity.indexOf(a.verdict);
  if (byVerdict !== 0) return byVerdict;
  return Math.sign((a.carries ?? Number.MAX_VALUE) - (b.carries ?? Number.MAX_VALUE));
}

function tabulateLimits(limits: readonly LimitGroup[]) {
  return {
    title: 'Limits',
    note: '',
    columns: [
      { title: 'limit', numeric: false },
      { title: 'carries', numeric: true },
      { title: 'verdict', numeric: false },
      { title: 'setting', numeric: false },
    ],
    rows: limits.map(({ all, worst }) => ({
      standing: standings[worst.verdict],
      cells: [worst.title, writeRange(all), words[worst.verdict], worst.setting],
    })),
  };
}

/** `20,000`, or `15,000–20,000` where trials differ. */
function writeRange(findings: readonly LimitFinding[]): string {
  const carried = findings.flatMap(({ carries }) => carries ?? []);
  if (carried.length === 0) return '–';
  const [least, most] = [Math.min(...carried), Math.max(...carried)];
  return least === most ? writeClients(least) : `${writeClients(least)}–${writeClients(most)}`;
}

function writeClients(clients: number | null): string {
  return clients === null ? '–' : clients.toLocaleString('en');
}

function explain({ title, explanation, failure, remedy, verdict }: LimitFinding, options: TerminalOptions) {
  const colours = pico.createColors(options.colours);
  const paint = verdict === 'short' ? colours.red : colours.bold;
  const lines = [`${explanation}; beyond it: ${failure}`, `to raise it: ${remedy}`];
  return [paint(title), ...lines.map((line) => wrapText(`  ${line}`, '    '))].join('\n');
}

function conclude(trials: readonly NamedCapacity[], planned: boolean, options: TerminalOptions): string {
  const colours = pico.createColors(options.colours);
  if (!planned) {
    return wrapText(
      'These are connections held, with the server on this machine too; how many messages a second they can be sent depends on the cores, and a run tells whether its generator kept up.',
      '',
    );
  }
  const short = trials.filter(({ verdict }) => verdict === 'short');
  if (short.length === 0) return colours.green(trials.length === 1 ? 'It fits.' : 'All trials fit.');
  return short
    .map(({ name, load, clients, findings }) => {
      const causes = findings.filter(({ verdict }) => verdict === 'short').map(({ title }) => title);
      const bound = clients === null || clients >= (load.clients ?? 0) ? '' : `, ${writeClients(clients)} go`;
      return colours.red(
        wrapText(
          `${name} does not fit: ${writeClients(load.clients ?? null)} clients planned${bound}; short of ${causes.join(', ')}`,
          '  ',
        ),
      );
    })
    .join('\n');
}
