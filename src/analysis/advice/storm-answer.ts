import type { LoadedTrial } from '../../storage/loaded-run.js';
import { type CellValue, count, perSecond, share, us } from '../report/phrase.js';
import type { Row, Table } from '../report/report-model.js';
import { measureSpread } from '../report/trial-groups.js';
import type { Answer, TradePlot, TradePoint } from './advice-page.js';
import type { ForeseenStorm } from './foresee-storm.js';
import type { JudgedCandidate } from './judge-candidate.js';
import type { Limit } from './limit.js';
import { missedShare } from './missed-share.js';
import type { StormAdvice } from './storm-advice.js';
import { tellChoice } from './tell-choice.js';

type BackPercentile = 'p50' | 'p90' | 'p99' | 'p100';

/** What the table and the plot show of each setting besides the limits' own figures. */
interface View {
  readonly back: BackPercentile;
  /** Deliveries later than this count as late. */
  readonly lateUs: number;
  readonly limits: TradePlot['limits'];
}

/** Deliveries later than this count as late where no limit says otherwise. */
const usualLateUs = 1_000_000;

/** The answer for one situation: recommendation, table of all settings, plot. */
export function answerStorm({ situation, judged, choice }: StormAdvice, limits: readonly Limit[]): Answer {
  const view = chooseView(limits);
  const known = judged.filter(({ candidate }) => candidate.trials.length > 0);
  const marks = new Map(known.map((entry, at) => [entry, markOf(at)]));
  return {
    verdict: tellChoice(`Reconnect window, ${situation}`, choice),
    brief: tabulate({ situation, judged, choice }, marks, view, true),
    tables: [tabulate({ situation, judged, choice }, marks, view, false)],
    plot: {
      name: situation,
      backTitle: `${view.back.slice(1)} % back`,
      missTitle: `lost, or later than ${view.lateUs / 1e6} s`,
      points: known.map((entry) => makePoint(entry, marks.get(entry) ?? '', entry === choice.best, view)),
      limits: view.limits,
    },
    sources: [],
  };
}

function chooseView(limits: readonly Limit[]): View {
  const find = (pattern: RegExp) =>
    limits.map(({ threshold }) => threshold).find(({ metric }) => pattern.test(metric));
  const back = find(/^storm\.back\.p\d+$/);
  return {
    back: (back?.metric.slice('storm.back.'.length) ?? 'p99') as BackPercentile,
    lateUs: find(/^delivery\.(p\d+|max)$/)?.value ?? usualLateUs,
    limits: {
      peakPerSecond: find(/^storm\.peakAttemptsPerSecond$/)?.value ?? null,
      backUs: back?.value ?? null,
    },
  };
}

/** `a` to `z`, then `aa`, `ab` … */
export function markOf(at: number): string {
  const letter = String.fromCharCode(97 + (at % 26));
  return at < 26 ? letter : `${markOf(Math.floor(at / 26) - 1)}${letter}`;
}

function makePoint(entry: JudgedCandidate, mark: string, isBest: boolean, view: View): TradePoint {
  const { candidate } = entry;
  return {
    mark,
    name: candidate.name,
    policy: candidate.settings.policy,
    standing: isBest ? 'best' : entry.isWithin ? 'within' : 'beyond',
    backUs: worst(candidate.trials, ({ result }) => result.storm.backUs.fromDisconnect[view.back]),
    peakPerSecond: worst(candidate.trials, ({ result }) => result.storm.peakAttemptsPerSecond) ?? 0,
    missShare: worst(candidate.trials, (trial) => missedShare(trial, view.lateUs)) ?? 0,
  };
}

/** The highest; null when a trial has no figure. */
function worst(
  trials: readonly LoadedTrial[],
  read: (trial: LoadedTrial) => number | null | undefined,
): number | null {
  const spread = measureSpread(trials, read);
  return spread === undefined || spread.runs < trials.length ? null : spread.high;
}

/** The highest; null when a trial has none. */
function worstForeseen(
  storms: readonly (ForeseenStorm | undefined)[],
  read: (storm: ForeseenStorm | undefined) => number | null | undefined,
): number | null {
  const values = storms.map(read).filter((value) => value !== null && value !== undefined);
  return values.length === 0 || values.length < storms.length ? null : Math.max(...values);
}

/** One column: its title, and what it says of a setting with these valid trials. */
interface Figure {
  readonly title: string;
  /** Left out where there is room for a few columns only. */
  readonly isDetail?: boolean;
  read(entry: JudgedCandidate): CellValue;
}

function listFigures({ back, lateUs }: View): Figure[] {
  const backTitle = `${back.slice(1)} % back`;
  return [
    { title: 'window', read: ({ candidate }) => us(candidate.windowUs) },
    {
      title: 'peak',
      read: ({ candidate }) =>
        perSecond(worst(candidate.trials, ({ result }) => result.storm.peakAttemptsPerSecond)),
    },
    {
      title: 'peak foreseen',
      isDetail: true,
      read: ({ candidate }) =>
        perSecond(worstForeseen(candidate.foreseen, (storm) => storm?.peakAttemptsPerSecond)),
    },
    {
      title: backTitle,
      read: ({ candidate }) =>
        us(worst(candidate.trials, ({ result }) => result.storm.backUs.fromDisconnect[back])),
    },
    {
      title: `${backTitle} foreseen`,
      isDetail: true,
      read: ({ candidate }) => us(worstForeseen(candidate.foreseen, (storm) => storm?.backUs?.[back])),
    },
    {
      title: 'lost',
      isDetail: true,
      read: ({ candidate }) => count(worst(candidate.trials, ({ result }) => result.ledger.lost)),
    },
    {
      title: 'lost or late',
      read: ({ candidate }) => share(worst(candidate.trials, (trial) => missedShare(trial, lateUs))),
    },
    {
      title: 'valid trials',
      isDetail: true,
      read: ({ candidate: { trials, leftOut } }) => `${trials.length} of ${trials.length + leftOut.length}`,
    },
  ];
}

function tabulate(
  { situation, judged, choice }: StormAdvice,
  marks: ReadonlyMap<JudgedCandidate, string>,
  view: View,
  isBrief: boolean,
): Table {
  const figures = listFigures(view).filter(({ isDetail }) => !isBrief || isDetail !== true);
  return {
    title: `Settings tried, ${situation}`,
    note: `Window: the longest wait before the first attempt. Figures are the worst over the repeats; foreseen ones come from seed and policy alone. Late: later than ${view.lateUs / 1e6} s.`,
    columns: [
      { title: 'setting', numeric: false },
      { title: 'limits', numeric: false },
      ...figures.map(({ title }) => ({ title, numeric: true })),
    ],
    rows: judged.map((entry): Row => {
      const mark = marks.get(entry);
      const { name, leftOut } = entry.candidate;
      return {
        standing: mark === undefined ? (leftOut[0]?.standing ?? 'invalid') : 'valid',
        cells: [
          mark === undefined ? name : `${mark}  ${name}`,
          entry === choice.best ? 'advised' : tellStanding(entry),
          ...figures.map((figure) => figure.read(entry)),
        ],
      };
    }),
  };
}

function tellStanding({ candidate, findings, isWithin }: JudgedCandidate): string {
  if (candidate.trials.length === 0) return 'unknown';
  if (isWithin) return 'within';
  return findings.some(({ standing }) => standing === 'beyond' || standing === 'unmeasured')
    ? 'beyond'
    : 'too close';
}
