import type { LoadedRun } from '../../storage/loaded-run.js';
import { transportTitles } from '../report/name-trials.js';
import { bytes, count, list, type Phrase, perSecond, plain, say, us } from '../report/phrase.js';
import type { Row, Table } from '../report/report-model.js';
import type { Answer } from './advice-page.js';
import {
  type CitedFinding,
  countAgainst,
  countUnmet,
  type DecidingMetric,
  type MeasuredFinding,
  type RankedTransport,
} from './rank-transports.js';
import type { Requirements } from './requirements.js';
import { SourceList } from './source-list.js';

/** Which transport to take: ranked, every sentence with the figure of this run or the rule it rests on. */
export function answerTransport(ranked: readonly RankedTransport[], requirements: Requirements): Answer {
  const sources = new SourceList();
  const details = ranked.map((entry, at) => tellTransport(entry, at + 1, requirements, sources));
  const brief = tabulate(ranked);
  return {
    verdict: { topic: 'Transport', headline: tellHeadline(ranked, sources), details },
    brief,
    tables: [brief],
    plot: undefined,
    sources: sources.list(),
  };
}

/** Told when all details are: its marks are theirs. */
function tellHeadline(ranked: readonly RankedTransport[], sources: SourceList): Phrase {
  const [first, second] = ranked.filter(({ group }) => group !== undefined);
  if (first === undefined) return say`Nothing can be advised: not one trial is valid.`;
  const name = transportTitles[first.transport];
  if (!first.meets) {
    const unmet = countUnmet(first);
    return say`None of these: no transport measured does all that is required ${citeUnmet(ranked, sources)}. Nearest is ${name}, which misses ${count(unmet)} ${unmet === 1 ? 'requirement' : 'requirements'} ${citeUnmet([first], sources)}.`;
  }
  const runnerUp =
    second?.meets === true
      ? say`; runner-up is ${transportTitles[second.transport]}, ${tellGap(first, second, sources)}`
      : [];
  return say`${capitalise(name)}: it does all that is required ${citeTrials(first, sources)}, with ${tellAgainst(first, sources)} against it${runnerUp}.`;
}

function tellAgainst(entry: RankedTransport, sources: SourceList): Phrase {
  const points = countAgainst(entry);
  if (points === 0) return say`no rule`;
  return say`${count(points)} ${points === 1 ? 'point' : 'points'} ${citeRules(entry, 'against', sources)}`;
}

/** What put the second behind the first. */
function tellGap(first: RankedTransport, second: RankedTransport, sources: SourceList): Phrase {
  if (countAgainst(second) > countAgainst(first)) return say`with ${tellAgainst(second, sources)}`;
  const trials = [citeTrials(first, sources), citeTrials(second, sources)].join(' ');
  return second.behind > first.behind
    ? say`measurably behind in more figures ${trials}`
    : say`which no figure or rule tells from it ${trials}`;
}

/** The rules that exclude these transports, and the trials in which they miss what is required. */
function citeUnmet(entries: readonly RankedTransport[], sources: SourceList): string {
  const marks = entries.flatMap((entry) => [
    citeRules(entry, 'excludes', sources),
    ...(entry.measured.some(({ holds }) => !holds) ? [citeTrials(entry, sources)] : []),
  ]);
  return [...new Set(marks.flatMap((mark) => mark.split(' ')))].filter((mark) => mark !== '').join(' ');
}

function citeRules(
  { findings }: RankedTransport,
  weight: CitedFinding['weight'],
  sources: SourceList,
): string {
  const cited = findings.filter((finding) => finding.weight === weight);
  return [...new Set(cited.map(({ rule }) => sources.cite(rule.source)))].join(' ');
}

function citeTrials({ group }: RankedTransport, sources: SourceList): string {
  const ids = group?.trials.map(({ result }) => result.id) ?? [];
  return ids.length === 0 ? '' : sources.cite(`measured in ${ids.join(', ')}`);
}

const ordinals = ['First', 'Second', 'Third', 'Fourth'];

function tellTransport(
  entry: RankedTransport,
  rank: number,
  requirements: Requirements,
  sources: SourceList,
): Phrase {
  const name = transportTitles[entry.transport];
  if (entry.group === undefined)
    return say`${capitalise(name)} has no valid trial in these runs, so it is not ranked.`;
  // Marks count up in the order in which they are read.
  const excluded = tellKind('cannot do', entry, 'excludes', sources);
  const mark = citeTrials(entry, sources);
  const parts = [
    ...excluded,
    ...entry.measured.map((finding) => tellMeasured(finding, requirements, mark)),
    ...tellKind('for it', entry, 'for', sources),
    ...tellKind('against it', entry, 'against', sources),
    say`figures: ${tellFigures(entry)} ${mark}`,
  ];
  return say`${ordinals[rank - 1] ?? 'Then'}, ${name}. ${list(parts.map(capitalisePhrase), '. ', '. ')}.`;
}

function tellKind(
  words: string,
  { findings }: RankedTransport,
  weight: CitedFinding['weight'],
  sources: SourceList,
): Phrase[] {
  const told = findings
    .filter((finding) => finding.weight === weight)
    .map(({ statement, rule }) => say`${statement} ${sources.cite(rule.source)}`);
  return told.length === 0 ? [] : [say`${words}: ${list(told, '; ', '; ')}`];
}

function tellMeasured(
  { requirement, holds, spread }: MeasuredFinding,
  { delivery = 0 }: Requirements,
  mark: string,
): Phrase {
  if (requirement === 'resumable')
    return spread.high === 0
      ? say`nothing was lost over the reconnects of this run ${mark}`
      : say`up to ${count(spread.high)} ${spread.high === 1 ? 'delivery' : 'deliveries'} of a trial lost over the reconnects of this run${holds ? ', as on every other transport' : ''} ${mark}`;
  return say`${holds ? 'keeps' : 'breaks'} the required delivery: 99 % arrived within ${us(spread.high)} in the worst trial, ${us(delivery)} is asked for ${mark}`;
}

const figures: Readonly<Record<DecidingMetric, (value: number) => Phrase>> = {
  'delivery.steady.p99': (value) => say`99 % of steady deliveries within ${us(value)}`,
  'bytes.overheadPerMessage': (value) => say`${bytes(value)} beside the payload of a message`,
  'server.cpuPerDelivered': (value) => say`${us(value)} of the server's CPU for it`,
};

function tellFigures({ spreads }: RankedTransport): Phrase {
  return list([...spreads].map(([metric, { median }]) => figures[metric](median)));
}

function tabulate(ranked: readonly RankedTransport[]): Table {
  const titles = [
    'transport',
    'requirements',
    'against',
    'steady p99',
    'overhead',
    'server CPU',
    'behind in',
  ];
  return {
    title: 'Transports',
    note: 'Medians over the valid trials. Against: rules that count against it. Behind in: over the three figures, how many other transports it is measurably worse than.',
    columns: titles.map((title, at) => ({ title, numeric: at > 1 })),
    rows: ranked.map(makeRow),
  };
}

function makeRow(entry: RankedTransport): Row {
  const { transport, group, meets, spreads, behind } = entry;
  const unmet = countUnmet(entry);
  const at = (metric: DecidingMetric): number | null => spreads.get(metric)?.median ?? null;
  return {
    standing: 'valid',
    cells: [
      transportTitles[transport],
      group === undefined ? 'not measured' : meets ? 'met' : `${unmet} missed`,
      plain(countAgainst(entry)),
      us(at('delivery.steady.p99')),
      bytes(at('bytes.overheadPerMessage')),
      us(at('server.cpuPerDelivered')),
      group === undefined ? null : plain(behind),
    ],
  };
}

/** Requirements in words, and where the run did not measure what is required. */
export function tellRequirements(requirements: Requirements): Phrase[] {
  const {
    direction,
    rate,
    clientRate,
    payload,
    delivery,
    binary,
    resumable,
    browsers,
    tabs,
    http,
    proxies,
    idleTimeout,
    serverless,
  } = requirements;
  return [
    say`messages ${direction === 'both-ways' ? 'both ways' : 'to the clients'}`,
    ...(rate === undefined ? [] : [say`${perSecond(rate)} to each client`]),
    ...(clientRate === undefined ? [] : [say`${perSecond(clientRate)} from each client`]),
    ...(payload === undefined ? [] : [say`payloads of ${bytes(payload)}${binary ? ', binary' : ''}`]),
    ...(payload === undefined && binary ? [say`binary payloads`] : []),
    ...(delivery === undefined ? [] : [say`99 % delivered within ${us(delivery)}`]),
    ...(resumable ? [say`nothing missed over a reconnect`] : []),
    say`${browsers ? `browsers over HTTP/${http}, ${tabs} at once each` : `clients that are not browsers, over HTTP/${http}`}`,
    ...(proxies.length === 0 ? [] : [say`behind ${proxies.join(', ')}`]),
    ...(idleTimeout === undefined ? [] : [say`idle connections ended after ${us(idleTimeout)}`]),
    ...(serverless === undefined ? [] : [say`on ${serverless}`]),
  ];
}

/** What is required beyond what the runs measured: figures of another load say little about it. */
export function noteUnmeasured(
  runs: readonly LoadedRun[],
  { rate, payload, direction }: Requirements,
): Phrase[] {
  const plans = runs.flatMap(({ trials }) => trials.map(({ result }) => result.plan));
  const rates = Math.max(0, ...plans.map(({ ratePerSecond }) => ratePerSecond));
  const payloads = Math.max(0, ...plans.map(({ payloadBytes }) => payloadBytes));
  const hasEcho = runs.some(({ trials }) => trials.some(({ result }) => result.echo !== null));
  return [
    ...(rate !== undefined && rate > rates
      ? [
          say`Required are ${perSecond(rate)} to each client, measured were at most ${perSecond(rates)}: measure it before relying on the figures.`,
        ]
      : []),
    ...(payload !== undefined && payload > payloads
      ? [
          say`Required are payloads of ${bytes(payload)}, measured were at most ${bytes(payloads)}: measure it before relying on the figures.`,
        ]
      : []),
    ...(direction === 'both-ways' && !hasEcho
      ? [say`No client sent anything in these runs: give the scenario \`echo\` to measure the way up, too.`]
      : []),
  ];
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function capitalisePhrase(phrase: Phrase): Phrase {
  const [first, ...rest] = phrase;
  return typeof first === 'string' ? [capitalise(first), ...rest] : phrase;
}
