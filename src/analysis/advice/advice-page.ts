import type { Phrase } from '../report/phrase.js';
import type { Table, Verdict } from '../report/report-model.js';

/** Everything that an advice says, already decided; text, Markdown and HTML only lay it out. */
export interface AdvicePage {
  /** Names of the scenarios the figures are from. */
  readonly title: string;
  readonly runs: readonly { readonly id: string; readonly description: string }[];
  /** What was asked for, in words. */
  readonly asked: readonly Phrase[];
  readonly answers: readonly Answer[];
  /** What a reader has to know before believing it. */
  readonly notes: readonly Phrase[];
}

/** The answer to one question: which window in one situation, or which transport. */
export interface Answer {
  readonly verdict: Verdict;
  /** The few columns that fit a terminal. */
  readonly brief: Table;
  readonly tables: readonly Table[];
  readonly plot: TradePlot | undefined;
  /** Numbered as the sentences cite them. */
  readonly sources: readonly { readonly mark: string; readonly text: string }[];
}

/** Time to recover against peak attempts, and against lost or late messages. */
export interface TradePlot {
  readonly name: string;
  /** `99 % back`: what the horizontal axis has. */
  readonly backTitle: string;
  /** `lost, or later than 1 s`. */
  readonly missTitle: string;
  readonly points: readonly TradePoint[];
  /** Where limits lie; null without one. */
  readonly limits: { readonly peakPerSecond: number | null; readonly backUs: number | null };
}

export interface TradePoint {
  /** A letter, which the table has too. */
  readonly mark: string;
  readonly name: string;
  /** Points of one policy share a symbol. */
  readonly policy: string;
  readonly standing: 'best' | 'within' | 'beyond';
  /** The worst over the repeats; null: not by the end. */
  readonly backUs: number | null;
  readonly peakPerSecond: number;
  /** 0 to 1 of the messages due. */
  readonly missShare: number;
}
